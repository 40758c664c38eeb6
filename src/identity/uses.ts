import { sql, type SQL } from 'drizzle-orm'
import type { Database } from '../db/connect.ts'
import { inTransaction } from '../work.ts'
import { accounts, accountUses } from './accounts/table.ts'
import type { Caller } from '../actor.ts'
import { apiKeys, apiKeyUses } from './api-keys/table.ts'

/** Last uses since the last write: noted in memory, so that using a key or an account costs no write of its own. */
const uses: Record<Caller['kind'], Map<string, Date>> = { api_key: new Map(), account: new Map() }

export function noteUse({ kind, id }: Caller, now: Date): void {
  uses[kind].set(id, now)
}

/**
 * Writes the uses noted since the last write, all in one transaction; what was noted stays so until it is committed. A key
 * or account that is gone meanwhile is passed over. Of a person no more is kept than the hour.
 */
export async function writeUses(db: Database): Promise<void> {
  const noted = { api_key: [...uses.api_key], account: [...uses.account] }
  if (noted.api_key.length + noted.account.length === 0) return
  const occasion = { actor: { kind: 'system', name: 'uses' }, now: new Date(), requestId: 'uses' } as const
  await inTransaction(db, occasion, async ({ tx }) => {
    if (noted.api_key.length > 0) {
      await tx.execute(sql`
        insert into ${apiKeyUses} (key_id, last_used_at)
        select used.id, used.at from (values ${rowsOf(noted.api_key)}) as used(id, at)
        where exists (select 1 from ${apiKeys} where ${apiKeys.id} = used.id)
        on conflict (key_id) do update set last_used_at = excluded.last_used_at
        where api_key_uses.last_used_at < excluded.last_used_at`)
    }
    if (noted.account.length > 0) {
      await tx.execute(sql`
        insert into ${accountUses} (account_id, last_seen_at)
        select used.id, date_trunc('hour', used.at) from (values ${rowsOf(noted.account)}) as used(id, at)
        where exists (select 1 from ${accounts} where ${accounts.id} = used.id and ${accounts.erasedAt} is null)
        on conflict (account_id) do update set last_seen_at = excluded.last_seen_at
        where account_uses.last_seen_at < excluded.last_seen_at`)
    }
  })
  for (const kind of ['api_key', 'account'] as const) {
    // Unless it was used again in the meantime.
    for (const [id, at] of noted[kind]) if (uses[kind].get(id) === at) uses[kind].delete(id)
  }
}

function rowsOf(noted: [string, Date][]): SQL {
  return sql.join(
    noted.map(([id, at]) => sql`(${id}::uuid, ${at.toISOString()}::timestamptz)`),
    sql`, `,
  )
}
