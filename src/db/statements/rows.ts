// How a row is made of what Postgres sends, as Drizzle does it and faster: a third of the time that a list takes. What it is
// worth together with `packed.ts` stands there.
import { Column, getTableName, is, SQL } from 'drizzle-orm'
import type pg from 'pg'

/** What Drizzle knows of the columns of a query. */
export interface Selected {
  fields: { path: string[]; field: unknown }[]
  /** By the name of a table: whether its columns are there in every row. */
  joinsNotNullableMap?: Record<string, boolean>
}

/** Drizzle's parsers of what Postgres sends, each looked up once: node-postgres asks for those of all columns, each time. */
export function parserOf(types: pg.CustomTypesConfig): pg.CustomTypesConfig['getTypeParser'] {
  const known = new Map<number, unknown>()
  return (oid: number): unknown => {
    if (!known.has(oid)) known.set(oid, types.getTypeParser(oid, 'text'))
    return known.get(oid)
  }
}

/**
 * As Drizzle makes a row of its values, with what it looks up for each value looked up once: a third of the time that a
 * list takes. An object of a left join is null where all of it is.
 */
export function rowOf({ fields, joinsNotNullableMap: joins = {} }: Selected): (values: unknown[]) => unknown {
  const cells = fields.map(({ path: [first, second], field }) => {
    const decoder = decoderOf(field)
    const isAsItIs = decoder.mapFromDriverValue === asItIs
    return { first: first!, second, decode: isAsItIs ? undefined : decoder.mapFromDriverValue.bind(decoder) }
  })
  const mayBeNull = fields
    .filter(({ path, field }) => path.length > 1 && is(field, Column) && joins[getTableName(field.table)] === false)
    .map(({ path }) => path[0]!)
  const leftJoined = [...new Set(mayBeNull)]
  return (values) => {
    const row: Record<string, unknown> = {}
    for (let i = 0; i < cells.length; i++) {
      const { first, second, decode } = cells[i]!
      const value = decode && values[i] !== null ? decode(values[i]) : values[i]
      if (second === undefined) row[first] = value
      else ((row[first] ??= {}) as Record<string, unknown>)[second] = value
    }
    for (const name of leftJoined) {
      if (Object.values(row[name] as object).every((value) => value === null)) row[name] = null
    }
    return row
  }
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown
}

/** Drizzle's decoder of columns that need none. */
const asItIs: unknown = Reflect.get(Column.prototype, 'mapFromDriverValue')

function decoderOf(field: unknown): Decoder {
  if (is(field, SQL.Aliased)) return decoderOf(field.sql)
  return is(field, SQL) ? (Reflect.get(field, 'decoder') as Decoder) : (field as Decoder)
}
