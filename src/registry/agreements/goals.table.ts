import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { day, rowColumns } from '../../db/columns.ts'
import { agreements } from './table.ts'

/** What an agreement aims at: each goal from when, until when, by when it is to be reached, and which one replaced it. */
export const agreementGoals = pgTable(
  'agreement_goals',
  {
    ...rowColumns,
    agreementId: uuid('agreement_id')
      .notNull()
      .references(() => agreements.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    /** Where it is told among the others. */
    position: integer('position').notNull().default(0),
    deadline: day('deadline'),
    validFrom: day('valid_from'),
    validTo: day('valid_to'),
    successorId: uuid('successor_id'),
  },
  (t) => [
    index('agreement_goals_agreement').on(t.agreementId, t.position, t.id),
    unique('agreement_goals_id_agreement_key').on(t.id, t.agreementId),
    index('agreement_goals_successor').on(t.successorId, t.agreementId),
    // Of the same agreement.
    foreignKey({
      name: 'agreement_goals_successor_fk',
      columns: [t.successorId, t.agreementId],
      foreignColumns: [t.id, t.agreementId],
    }).onDelete('restrict'),
    check('agreement_goals_valid_order', sql`${t.validTo} >= ${t.validFrom}`),
    check('agreement_goals_successor_other', sql`${t.successorId} <> ${t.id}`),
    check('agreement_goals_successor_ended', sql`${t.successorId} is null or ${t.validTo} is not null`),
  ],
)
