import { eq, sql } from 'drizzle-orm'
import { byUpdate } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { present } from '../../representation.ts'
import type { Consent, ConsentQuery } from './consents.schema.ts'
import { consents } from './consents.table.ts'

type Row = typeof consents.$inferSelect

/** The consents of a contact. Whether the caller may know of the contact is for the caller of this to ask. */
export const consentList = list<{ contactId: string }, ConsentQuery, { row: Row }>({
  from: consents,
  id: consents.id,
  columns: { row: consents },
  isPersonal: true,
  isVisible: ({ contactId }) => eq(consents.contactId, contactId),
  filters: { updatedAfter: byUpdate(consents.updatedAt) },
  orders: { createdAt: { key: sql`${consents.createdAt}`, type: 'timestamptz' } },
  fallback: 'createdAt',
  present: ({ row }) => toConsent(row),
})

export function toConsent({ id, event, day, evidence, createdAt }: Row): Consent {
  return { id, event, day, ...present({ evidence }), createdAt }
}
