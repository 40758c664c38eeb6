import { namesOfAllLists } from './list-query.ts'

export interface Reference {
  $ref: string
}
export interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: { type?: string }
}
interface Body {
  content?: Record<string, { schema: { $ref?: string } }>
}
interface Operation {
  parameters?: (Parameter | Reference)[]
  responses: Record<string, Body | Reference>
}
export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: Record<'parameters' | 'responses', Record<string, object>>
}

/**
 * Makes components of the parameters and answers that several operations have word for word, and has those refer to
 * them: what is in the path, what all lists take, the history of whatever it is.
 */
export function shareRepeated({ paths, components }: Document): void {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const places = operations.flatMap(placesIn)
  const uses = Map.groupBy(places, ({ kind, name, part }) => JSON.stringify([kind, name, part]))
  for (const same of uses.values()) {
    const { kind, name, part } = same[0]!
    if (same.length === 1 || components[kind][name]) continue
    components[kind][name] = part
    for (const { replace } of same) replace({ $ref: `#/components/${kind}/${name}` })
  }
}

/**
 * Has every schema that is one of these refer to it, keeping a description of its own: what an id is, or a day. Gives
 * those that are used.
 */
export function shareSchemas(holder: object, shared: Map<string, object>): Record<string, object> {
  const names = new Map([...shared].map(([name, schema]) => [withoutDescription(schema), name]))
  const used: Record<string, object> = {}
  const visit = (within: object): void => {
    for (const [key, part] of Object.entries(within) as [string, { description?: string } | null][]) {
      if (typeof part !== 'object' || part === null) continue
      const name = names.get(withoutDescription(part))
      if (name === undefined) {
        visit(part)
        continue
      }
      const { description: usual } = (used[name] ??= shared.get(name)!) as { description?: string }
      const { description = usual } = part
      const reference = { $ref: `#/components/schemas/${name}`, ...(description !== usual && { description }) }
      Object.assign(within, { [key]: reference })
    }
  }
  visit(holder)
  return used
}

function withoutDescription({ description: _, ...schema }: { description?: string }): string {
  return JSON.stringify(schema)
}

interface Place {
  kind: 'parameters' | 'responses'
  /** What it would be called as a component. */
  name: string
  part: object
  replace: (reference: Reference) => void
}

function placesIn({ parameters = [], responses }: Operation): Place[] {
  const schema = Object.values(responses).map(schemaOf).find(Boolean) ?? ''
  return [
    ...parameters.flatMap((part, at): Place[] => {
      if ('$ref' in part) return []
      const name = part.name.replace(/^./, (letter) => letter.toUpperCase())
      const isSame = part.in === 'path' || namesOfAllLists.includes(part.name)
      const replace = (reference: Reference) => (parameters[at] = reference)
      return [{ kind: 'parameters', name: isSame ? name : schema.replace(/Page$/, '') + name, part, replace }]
    }),
    ...Object.entries(responses).flatMap(([status, part]): Place[] => {
      if ('$ref' in part) return []
      const name = status === '201' ? `${schema}Created` : (schemaOf(part) ?? 'NoContent')
      const replace = (reference: Reference) => (responses[status] = reference)
      return [{ kind: 'responses', name, part, replace }]
    }),
  ]
}

function schemaOf(answer: Body | Reference): string | undefined {
  const { schema } = ('content' in answer && answer.content?.['application/json']) || {}
  return schema?.$ref?.split('/').at(-1)
}
