import { inArray, sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byCodes, byUpdate } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { spelledOut } from '../../vague-dates.ts'
import type { Document, DocumentQuery } from './schema.ts'
import { documents } from './table.ts'

type Row = typeof documents.$inferSelect

export const documentList = list<object, DocumentQuery, { row: Row }>({
  from: documents,
  id: documents.id,
  columns: { row: documents },
  filters: {
    kind: byCodes(documents.kind),
    parentId: (ids) => inArray(documents.parentId, ids),
    asOf: (day) => sql`(${documents.validFrom} <= ${day} and coalesce(${documents.validTo} >= ${day}, true))`,
    updatedAfter: byUpdate(documents.updatedAt),
  },
  search: searchOf(sql`fold(concat_ws(' ', ${documents.title}, ${documents.number}, ${documents.decidingBody}))`),
  orders: {
    title: { key: sql`${documents.title}`, type: 'text' },
    // One without a date comes after all that have one.
    decidedOn: { key: sql`coalesce(${documents.decidedOn}, 'infinity')`, type: 'date' },
    publishedOn: { key: sql`coalesce(${documents.publishedOn}, 'infinity')`, type: 'date' },
    createdAt: { key: sql`${documents.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${documents.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'title',
  present: ({ row }) => toDocument(row),
})

/** One document; throws `not_found`. */
export async function getDocument(db: Reader, id: string): Promise<Document> {
  const found = await documentList.find(db, id, {})
  if (!found) throw notFound('document', 'dokument', 'ett')
  return toDocument(found.row)
}

function toDocument(row: Row): Document {
  const { decidedOn, decidedOnPrecision, publishedOn, publishedOnPrecision, inferred } = row
  return {
    ...present(row),
    ...spelledOut('decidedOn', { day: decidedOn, precision: decidedOnPrecision }, inferred),
    ...spelledOut('publishedOn', { day: publishedOn, precision: publishedOnPrecision }, inferred),
    _links: selfLink(`/documents/${row.id}`),
  }
}
