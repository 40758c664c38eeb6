import { check, foreignKey, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { day, isOneOf, rowColumns } from '../../db/columns.ts'
import { contacts } from './table.ts'

export const consentEvents = ['given', 'withdrawn'] as const

/**
 * Each giving and withdrawal of a consent, as it was registered: what there is to show for it. The contact itself has the
 * present state. `evidence` never enters the log: the trigger in the migrations names it.
 */
export const consents = pgTable(
  'consents',
  {
    ...rowColumns,
    contactId: uuid('contact_id').notNull(),
    organisationId: uuid('organisation_id').notNull(),
    event: text('event', { enum: consentEvents }).notNull(),
    day: day('day').notNull(),
    evidence: text('evidence'),
  },
  (t) => [
    foreignKey({
      name: 'consents_contact_fk',
      columns: [t.contactId, t.organisationId],
      foreignColumns: [contacts.id, contacts.organisationId],
    }).onDelete('cascade'),
    index('consents_contact').on(t.contactId, t.organisationId),
    check('consents_event_known', isOneOf(t.event, consentEvents)),
  ],
)
