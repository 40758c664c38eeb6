import { timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { actsForOne } from '../../actor.ts'
import type { Refused, SignIn } from '../../actor.ts'
import type { SignInOccasion } from '../sign-in.ts'
import { hashOf, isKey } from './key.ts'
import { apiKeys } from './table.ts'

/** Who a key stands for, or why for nobody. A mistyped one is found out without a look in the database. */
export async function signInWithKey({ db, now }: SignInOccasion, key: string): Promise<SignIn | Refused> {
  if (!isKey(key)) return { reason: 'malformed' }
  const hash = hashOf(key)
  const [row] = await db
    .select({
      id: apiKeys.id,
      hash: apiKeys.hash,
      role: apiKeys.role,
      scopes: apiKeys.scopes,
      organisationId: apiKeys.organisationId,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
    })
    .from(apiKeys)
    .where(eq(apiKeys.hash, hash))
  // Found by the hash of 256 random bits: what an index's timing tells of a hash tells nothing of a key.
  if (!row || !timingSafeEqual(row.hash, hash)) return { reason: 'unknown' }
  const { id, role, scopes, organisationId, expiresAt, revokedAt } = row
  const until = expiresAt ? Date.parse(expiresAt) : Infinity
  if (revokedAt) return { reason: 'revoked', keyId: id }
  if (until <= now.getTime()) return { reason: 'expired', keyId: id }
  const identity = { kind: 'api_key', id, scopes } as const
  const valid = { until, ...(expiresAt && { expiresAt }) }
  if (!actsForOne(role)) return { actor: { ...identity, role }, ...valid }
  // A check of the table: such a key has one.
  return { actor: { ...identity, role, organisationId: organisationId! }, ...valid }
}
