// Places as SQL counts them, by functions of the database that its own checks and triggers use too; `rules.ts` has the
// same rule for a row at hand. It names tables only: allocations count by it, and contributions stand on those.
import { and, eq, gte, isNull, or, sql, type SQL } from 'drizzle-orm'
import { allocations } from '../allocations/table.ts'
import { contributions } from './table.ts'

const { offered, funded, reserved, filled } = contributions

/** How many a contribution can give in all. */
export const placesInAll = sql<number>`places_in_all(${offered}, ${funded})`

/** How many of them nobody has. */
export const placesLeft = sql<number>`places_left(${offered}, ${funded}, ${reserved}, ${filled})`

/** Whether a place can be had on a day. (A published contribution has some left, or it would be full.) */
export function isAvailableOn(today: string): SQL {
  return and(
    eq(contributions.status, 'published'),
    or(isNull(contributions.applyBy), gte(contributions.applyBy, today)),
    or(isNull(contributions.endsOn), gte(contributions.endsOn, today)),
    // Nobody overtakes those who wait for a place there.
    sql`not exists (select 1 from ${allocations}
      where ${allocations.contributionId} = ${contributions.id} and ${allocations.status} = 'waiting')`,
  )!
}
