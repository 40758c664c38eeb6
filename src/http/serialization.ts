import compile, { type Schema } from 'fast-json-stringify'

interface RouteSchema {
  schema: Schema & { $ref?: string }
}

/**
 * Answers are written by their schemas, and what a schema does not declare is left out. A component is compiled when it
 * is first answered with, and once, not for each route and status: that took half of the time to start. Problems are put
 * together in one place and hold nothing else, so they need no compiling at all.
 */
export function buildSerializer(externalSchemas: Record<string, Schema>) {
  const components = withoutFormats(externalSchemas)
  const compiled = new Map<string, (data: unknown) => string>()
  return ({ schema }: RouteSchema): ((data: unknown) => string) => {
    const name = schema.$ref ?? JSON.stringify(schema)
    if (name === 'Problem#') return JSON.stringify
    return (data) => {
      const serialize = compiled.get(name) ?? compile(withoutFormats(schema), { schema: components })
      compiled.set(name, serialize)
      return serialize(data)
    }
  }
}

/** Times and ids are text before they come here, and are not looked at again: a third of the time that a list takes to write. */
function withoutFormats<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema, (name, value: unknown) => (name === 'format' ? undefined : value))) as T
}
