interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
}
/** A value with nothing in it that its schema does not declare: itself, mostly. */
type Declared = (value: unknown) => unknown

/**
 * Answers are written by their schemas: what a schema does not declare is left out, so that a row with a column more does
 * not tell it. Then JSON.stringify writes them: a serialiser compiled for the schema takes twice as long for a list, all
 * those short texts put together, and a start with it half as long again.
 */
export function buildSerializer(components: Record<string, Schema>) {
  const made = new Map<Schema, Declared>()

  function declaredBy(schema: Schema): Declared {
    const found = schema.$ref === undefined ? schema : components[schema.$ref.replace('#', '')]!
    const known = made.get(found) ?? make(found)
    made.set(found, known)
    return known
  }

  function make({ properties, items }: Schema): Declared {
    if (items) {
      const each = declaredBy(items)
      return each === asItIs ? asItIs : (value) => (Array.isArray(value) ? unlessSame(value, value.map(each)) : value)
    }
    if (!properties) return asItIs
    const members = new Map(Object.entries(properties).map(([name, member]) => [name, declaredBy(member)]))
    return (value) => (typeof value === 'object' && value !== null ? declaredOf(value, members) : value)
  }

  return ({ schema }: { schema: unknown }): ((data: unknown) => string) => {
    let declared: Declared | undefined
    return (data) => JSON.stringify((declared ??= declaredBy(schema as Schema))(data))
  }
}

const asItIs: Declared = (value) => value

/** The object itself where all of it is declared: a copy is made of those alone that have more. */
function declaredOf(value: object, members: Map<string, Declared>): object {
  let copy: Record<string, unknown> | undefined
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name]
    const declared = members.get(name)
    const kept = declared?.(member)
    if (kept === member && declared) continue
    copy ??= { ...value }
    copy[name] = kept
  }
  return copy ?? value
}

function unlessSame(list: unknown[], declared: unknown[]): unknown[] {
  return declared.every((value, i) => value === list[i]) ? list : declared
}
