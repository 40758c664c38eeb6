import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, isOneOf, rowColumns } from '../../db/columns.ts'
import { organisations } from '../organisations/table.ts'
import { contributions } from '../contributions/table.ts'
import { needs } from '../needs/table.ts'

export const allocationStatuses = [
  'waiting',
  'reserved',
  'confirmed',
  'started',
  'completed',
  'cancelled',
  'expired',
  'no_show',
] as const

/**
 * Tilldelningar: places of a contribution that a matcher has asked for. The counters of the contribution are the sums of
 * these rows; a trigger keeps them, whoever writes, and a check on the contribution refuses the place too many.
 */
export const allocations = pgTable(
  'allocations',
  {
    ...rowColumns,
    contributionId: uuid('contribution_id')
      .notNull()
      .references(() => contributions.id, { onDelete: 'restrict' }),
    needId: uuid('need_id').references(() => needs.id, { onDelete: 'restrict' }),
    /** The organisation that asked for the places. */
    matcherId: uuid('matcher_id').references(() => organisations.id, { onDelete: 'restrict' }),
    quantity: integer('quantity').notNull(),
    /** The matcher's own and opaque to the register: never a name or a number of a person. */
    reference: text('reference'),
    status: text('status', { enum: allocationStatuses }).notNull(),
    /** A reservation that nobody has confirmed by then gives its places back. */
    expiresAt: instant('expires_at'),
    /** How long a waiting one will be held when its turn comes. */
    holdMinutes: integer('hold_minutes').notNull(),
    reason: text('reason'),
  },
  (t) => [
    // First come, first served: ids are in order of arrival.
    index('allocations_queue')
      .on(t.contributionId, t.id)
      .where(sql`${t.status} = 'waiting'`),
    index('allocations_expiring')
      .on(t.expiresAt)
      .where(sql`${t.status} = 'reserved'`),
    index('allocations_contribution').on(t.contributionId),
    index('allocations_need').on(t.needId),
    index('allocations_matcher').on(t.matcherId),
    index('allocations_created').on(t.createdAt, t.id),
    index('allocations_updated').on(t.updatedAt, t.id),
    check('allocations_status_known', isOneOf(t.status, allocationStatuses)),
    check('allocations_quantity_positive', sql`${t.quantity} > 0`),
    check('allocations_hold_minutes_positive', sql`${t.holdMinutes} > 0`),
    check('allocations_expires_at_fits', sql`(${t.status} = 'reserved') <= (${t.expiresAt} is not null)`),
  ],
)
