import type { Seed } from './config.ts'
import type { Database } from './db/connect.ts'
import { createApiKey } from './identity/api-keys/commands.ts'
import { apiKeys } from './identity/api-keys/table.ts'
import { seed } from './seed/seed.ts'
import { inTransaction } from './work.ts'

/**
 * What a register does after migrating and before it answers, under the same lock: loads what it is told to, and makes
 * the first coordinator key when the database has no key at all. Gives that key back, to be shown once.
 */
export async function prepare(db: Database, what: Seed): Promise<string | undefined> {
  if (what !== 'none') await seed(db, what)
  if ((await db.$count(apiKeys)) > 0) return undefined
  const occasion = {
    actor: { kind: 'system', name: 'first start' },
    now: new Date(),
    requestId: 'first-start',
  } as const
  const { key } = await inTransaction(db, occasion, (work) =>
    createApiKey(work, { name: 'First coordinator key', role: 'coordinator' }),
  )
  return key
}
