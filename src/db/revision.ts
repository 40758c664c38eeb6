import { sql } from 'drizzle-orm'
import type { Reader } from './connect.ts'
import { prepared } from './prepared.ts'

const entries = prepared((db, _: object) =>
  db
    .select({ count: sql<number>`position + (select count(*) from changes where changes.position is null)` })
    .from(sql`chain_head`),
)

/**
 * How many entries the log of changes has, sealed or not. Entries are only ever added, by the transaction that they tell of:
 * while there are as many, all that the register holds is the same (but for when keys were last used).
 */
export async function revisionOf(db: Reader): Promise<number> {
  const [row] = await entries(db, {})
  return row!.count
}
