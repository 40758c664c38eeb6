import type { Database } from '../../db/connect.ts'
import { batchesOf } from '../../db/statements/list.ts'
import { inTransaction, type Work } from '../../work.ts'
import { createApiKey, revokeApiKey, rotateApiKey } from './commands.ts'
import { apiKeyList, toApiKey } from './queries.ts'
import type { ApiKey, NewApiKey } from './schema.ts'

const batchSize = 200

/** A new key, this once. Throws `rule_broken`. */
export async function createKey(db: Database, key: NewApiKey): Promise<string> {
  return (await atTheTerminal(db, (work) => createApiKey(work, key))).key
}

/** A key in the place of another, this once. Throws `not_found`, `conflict`. */
export async function rotateKey(db: Database, id: string, overlapHours: number | undefined): Promise<string> {
  const rotation = overlapHours === undefined ? {} : { overlapHours }
  return (await atTheTerminal(db, (work) => rotateApiKey(work, id, rotation))).key
}

/** Revokes a key; a running register follows within a second. Throws `not_found`. */
export async function revokeKey(db: Database, id: string): Promise<void> {
  await atTheTerminal(db, (work) => revokeApiKey(work, id))
}

/** All keys in columns, the oldest first: what they may do, whether they work, and what was rotated from what. */
export async function keyTable(db: Database): Promise<string> {
  const now = new Date()
  const asked = { at: now.toISOString(), query: { sort: 'createdAt' } }
  const rows = [['id', 'begins with', 'role', 'scopes', 'state', 'last used', 'rotated from', 'organisation', 'name']]
  for await (const keys of batchesOf(db, apiKeyList, asked, batchSize)) {
    rows.push(...keys.map((key) => cellsOf(toApiKey(key), now)))
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function cellsOf(key: ApiKey, now: Date): string[] {
  const { id, hint, role, scopes, lastUsedAt = '-', rotatedFromId = '-', organisationId = '-', name } = key
  return [id, hint, role, scopes.join(','), stateOf(key, now), lastUsedAt, rotatedFromId, organisationId, name]
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): string {
  if (revokedAt) return 'revoked'
  if (!expiresAt) return 'works'
  return Date.parse(expiresAt) <= now.getTime() ? 'expired' : `works until ${expiresAt}`
}

function atTheTerminal<T>(db: Database, command: (work: Work) => Promise<T>): Promise<T> {
  const actor = { kind: 'system', name: 'command line' } as const
  return inTransaction(db, { actor, now: new Date(), requestId: 'command-line' }, command)
}
