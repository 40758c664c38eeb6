import { sql } from 'drizzle-orm'
import type { Reader } from '../db/connect.ts'
import { prepared } from '../db/statements/prepared.ts'

const revision = prepared((db, _: object) =>
  db
    .select({
      of: sql<string>`concat_ws(' ', (select system_identifier from pg_control_system()),
        (select timeline_id from pg_control_checkpoint()),
        (select oid from pg_database where datname = current_database()),
        position + (select count(*) from changes where changes.position is null))`,
    })
    .from(sql`chain_head`),
)

/**
 * How many entries the log of changes has, sealed or not, and of which database. Entries are only ever added, by the
 * transaction that they tell of: while there are as many, all that the register holds is the same (but for when keys were
 * last used). One that is restored, or taken over from a replica, may come by as many entries in another way.
 */
export async function revisionOf(db: Reader): Promise<string> {
  const [row] = await revision(db, {})
  return row!.of
}
