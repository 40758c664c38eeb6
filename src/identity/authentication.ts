import { timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Database } from '../db/connect.ts'
import type { Actor } from './actor.ts'
import { hashOf, isKey } from './api-keys/key.ts'
import { apiKeys } from './api-keys/table.ts'
import { noteUse } from './api-keys/uses.ts'

/**
 * Who a bearer token stands for, or null when it stands for nobody: unknown, revoked, expired. Read from the database on
 * every call, so a revocation holds from the moment it is committed.
 */
export async function authenticate(db: Database, token: string, now: Date): Promise<Actor | null> {
  if (!isKey(token)) return null
  const hash = hashOf(token)
  const [row] = await db
    .select({
      id: apiKeys.id,
      hash: apiKeys.hash,
      role: apiKeys.role,
      organisationId: apiKeys.organisationId,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
    })
    .from(apiKeys)
    .where(eq(apiKeys.hash, hash))
  // Found by the hash of 256 random bits: what an index's timing tells of a hash tells nothing of a key.
  if (!row || !timingSafeEqual(row.hash, hash)) return null
  const { id, role, organisationId, expiresAt, revokedAt } = row
  if (revokedAt || (expiresAt && Date.parse(expiresAt) <= now.getTime())) return null
  noteUse(id, now)
  if (role === 'coordinator' || role === 'reader') return { kind: 'api_key', id, role }
  return organisationId ? { kind: 'api_key', id, role, organisationId } : null
}
