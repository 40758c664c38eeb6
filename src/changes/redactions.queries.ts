import { sql } from 'drizzle-orm'
import type { Reader } from '../db/connect.ts'
import { isAnyOf } from '../db/statements/conditions.ts'
import { byUpdate, byValues, byCodes, inText } from '../db/statements/filters.ts'
import { list } from '../db/statements/list.ts'
import { notFound } from '../errors.ts'
import { selfLink } from '../representation.ts'
import type { Redaction, RedactionQuery } from './redactions.schema.ts'
import { redactions } from './redactions.table.ts'
import { fieldOf, resourceOf, tableOf, type Resource } from './resources.ts'

type Row = typeof redactions.$inferSelect

export const redactionList = list<object, RedactionQuery, { row: Row }>({
  from: redactions,
  id: redactions.id,
  columns: { row: redactions },
  filters: {
    resource: inText((resources) => isAnyOf(redactions.tableName, resources.map(tableOf))),
    resourceId: byValues(redactions.rowId),
    kind: byCodes(redactions.kind),
    updatedAfter: byUpdate(redactions.updatedAt),
  },
  orders: { createdAt: { key: sql`${redactions.createdAt}`, type: 'timestamptz' } },
  fallback: '-createdAt',
  present: ({ row }) => toRedaction(row),
})

/** One redaction: what was taken out, and why; who did it and when is in its own entry of the log. Throws `not_found`. */
export async function getRedaction(db: Reader, id: string): Promise<Redaction> {
  const found = await redactionList.find(db, id, {})
  if (!found) throw notFound('redaction', 'maskning')
  return toRedaction(found.row)
}

function toRedaction(row: Row): Redaction {
  const { tableName, rowId, fields, contents, entries, ...own } = row
  return {
    ...own,
    resource: resourceOf(tableName) as Resource,
    resourceId: rowId,
    fields: fields.map(fieldOf),
    entries: entries ?? Object.keys(contents).length,
    _links: selfLink(`/redactions/${own.id}`),
  }
}
