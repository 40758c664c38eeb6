import type { Request } from '../app.ts'
import { isUuid } from '../../uuid.ts'

/**
 * The path that was called, for `instance`: with `{organisationId}` in place of a parameter that is neither an id nor
 * one of the words that its schema lists, and nothing of a path that leads nowhere. What else stands there may be personal.
 */
export function instanceOf({ routeOptions, params }: Request): string {
  const { url, schema } = routeOptions ?? {}
  if (!url) return '/'
  const { properties = {} } = (schema?.params ?? {}) as { properties?: Record<string, { enum?: string[] }> }
  return url.replace(/:(\w+)/g, (_, name: string) => {
    const value = (params as Record<string, string>)[name] ?? ''
    return isUuid(value) || properties[name]?.enum?.includes(value) ? value : `{${name}}`
  })
}
