import { sql } from 'drizzle-orm'
import type { Database } from './db/connect.ts'
import { createApiKey } from './identity/api-keys/commands.ts'
import { apiKeys } from './identity/api-keys/table.ts'
import { inTransaction } from './work.ts'

/**
 * Makes the first coordinator key when the database has no key at all, and gives it back, to be shown once; once among
 * several registers that start together. Call it when the register answers: a key of a start that fails would be lost.
 */
export async function makeFirstKey(db: Database): Promise<string | undefined> {
  const occasion = {
    actor: { kind: 'system', name: 'first start' },
    now: new Date(),
    requestId: 'first-start',
  } as const
  return inTransaction(db, occasion, async (work) => {
    await work.tx.execute(sql`select pg_advisory_xact_lock(hashtext('first key'))`)
    if ((await work.tx.$count(apiKeys)) > 0) return undefined
    const { key } = await createApiKey(work, { name: 'First coordinator key', role: 'coordinator' })
    return key
  })
}
