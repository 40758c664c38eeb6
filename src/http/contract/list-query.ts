import { Type, type TProperties, type TSchema } from 'typebox'
import { deepestRow, usualLimit } from '../../db/statements/page.ts'
import { CertaintyOnDay } from './provenance.ts'
import { asListQuery, Instant, largest, mostInPage, closedList } from './schema.ts'

/** Names that every list takes. */
const common = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: mostInPage, default: usualLimit, description: 'How many at most.' }),
  ),
  page: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: largest,
      default: 1,
      description: `Page number from 1, down to row ${deepestRow}; follow the links for more.`,
    }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 4000, description: 'From `_links.next`; never made by hand.' })),
  count: Type.Optional(Type.Boolean({ default: false, description: 'Also count how many there are in all.' })),
  updatedAfter: Type.Optional({ ...Instant, description: 'Only what was changed after this moment.' }),
}

export const namesOfAllLists = Object.keys(common)

/** Free text to search for: every word of it must be found, in any form. */
export const q = Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Words to search for.' }))

/** The filter of a list that is about a day. */
export const certainty = Type.Optional({
  ...CertaintyOnDay,
  description: 'Only what was so for certain, or possibly; today, unless asOf says when.',
})

/** A filter that takes one value or several; several mean OR. */
export const anyOf = <T extends TSchema>(item: T, description = '') =>
  Type.Optional(
    Type.Array(item, {
      maxItems: 50,
      description: `${description} One, or several with commas.`.trimStart(),
    }),
  )

/** The query of a list: the common names, `sort` from a closed list, `fields` of the representation, and its own filters. */
export function listQuery<T extends TProperties>(
  sorts: string[],
  representation: { properties: TProperties },
  filters: T,
) {
  const both = sorts.flatMap((name) => [name, `-${name}`])
  const fields = Object.keys(representation.properties)
  const query = Type.Object(
    {
      ...common,
      sort: Type.Optional(closedList(both, { description: 'Order; a minus turns it round.' })),
      fields: Type.Optional(
        Type.Array(closedList(fields), {
          maxItems: fields.length,
          description: 'Only these fields of each item.',
        }),
      ),
      ...filters,
    },
    { additionalProperties: false },
  )
  return asListQuery(query)
}
