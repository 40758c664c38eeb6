import type { Request } from '../app.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

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
    return uuid.test(value) || properties[name]?.enum?.includes(value) ? value : `{${name}}`
  })
}
