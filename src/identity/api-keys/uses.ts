import { sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { apiKeys, apiKeyUses } from './table.ts'

/** Last use of each key since the last write: noted in memory, so that using a key costs no write of its own. */
const uses = new Map<string, Date>()

export function noteUse(keyId: string, now: Date): void {
  uses.set(keyId, now)
}

/** Writes the uses noted since the last call, all in one statement. A key that is gone meanwhile is passed over. */
export async function writeUses(db: Database): Promise<void> {
  if (uses.size === 0) return
  const noted = [...uses].map(([id, at]) => sql`(${id}::uuid, ${at.toISOString()}::timestamptz)`)
  uses.clear()
  await db.execute(sql`
    insert into ${apiKeyUses} (key_id, last_used_at)
    select used.id, used.at from (values ${sql.join(noted, sql`, `)}) as used(id, at)
    where exists (select 1 from ${apiKeys} where ${apiKeys.id} = used.id)
    on conflict (key_id) do update set last_used_at = greatest(api_key_uses.last_used_at, excluded.last_used_at)`)
}
