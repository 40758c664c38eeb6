import { eq, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { notFound, throwFaults } from '../../errors.ts'
import { unknownOrganisation } from '../../registry/organisations/rules.ts'
import { organisations } from '../../registry/organisations/table.ts'
import type { Work } from '../../work.ts'
import { isCoordinator } from '../../actor.ts'
import { forgetSignIns } from '../sign-in-cache.ts'
import { hashOf, hintOf, newKey } from './key.ts'
import { getApiKey } from './queries.ts'
import { apiKeyFaults, assertRotatable, expiryOfRotated } from './rules.ts'
import type { ApiKey, ApiKeyRotation, NewApiKey } from './schema.ts'
import { apiKeys } from './table.ts'

/** Makes a key and shows it, this once. Throws `rule_broken`. */
export async function createApiKey(work: Work, body: NewApiKey): Promise<ApiKey & { key: string }> {
  const faults = apiKeyFaults(body, work.now)
  if (body.organisationId && !(await organisationExists(work, body.organisationId))) {
    faults.push(unknownOrganisation('/organisationId'))
  }
  throwFaults(faults)
  return insertKey(work, body)
}

/**
 * Makes a key that takes the place of another and shows it, this once; the old one still works for the overlap. For
 * coordinators, and for the key itself. Throws `not_found`, `version_mismatch`, `conflict`.
 */
export async function rotateApiKey(
  work: Work,
  id: string,
  { overlapHours }: ApiKeyRotation,
): Promise<ApiKey & { key: string }> {
  const { actor, tx, now } = work
  const isItself = actor.kind === 'api_key' && actor.id === id
  const [old] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id)).for('update')
  if (!old || !(isItself || isCoordinator(actor))) throw notFound('API key', 'API-nyckel')
  await assertVersion(work, 'api_keys', old)
  assertRotatable(old, (await tx.$count(apiKeys, eq(apiKeys.rotatedFromId, id))) > 0, now)
  await tx
    .update(apiKeys)
    .set({ expiresAt: expiryOfRotated(old.expiresAt, now, overlapHours) })
    .where(eq(apiKeys.id, id))
  work.afterCommit(forgetSignIns)
  const { name, role, scopes, organisationId, expiresAt } = old
  return insertKey(work, { name, role, scopes, organisationId, expiresAt, rotatedFromId: id })
}

/** Revokes a key for good, from the commit on. Doing it again changes nothing. Throws `not_found`, `version_mismatch`. */
export async function revokeApiKey(work: Work, id: string): Promise<ApiKey> {
  const [row] = await work.tx.select().from(apiKeys).where(eq(apiKeys.id, id)).for('update')
  if (row && !row.revokedAt) {
    await assertVersion(work, 'api_keys', row)
    await work.tx
      .update(apiKeys)
      .set({ revokedAt: sql`registry_now()` })
      .where(eq(apiKeys.id, id))
    work.afterCommit(forgetSignIns)
  }
  return getApiKey(work.tx, id)
}

async function insertKey(work: Work, values: Omit<typeof apiKeys.$inferInsert, 'hash' | 'hint'>) {
  const key = newKey()
  const [row] = await work.tx
    .insert(apiKeys)
    .values({ ...values, hash: hashOf(key), hint: hintOf(key) })
    .returning({ id: apiKeys.id })
  return { ...(await getApiKey(work.tx, row!.id)), key }
}

async function organisationExists(work: Work, id: string): Promise<boolean> {
  return (await work.tx.$count(organisations, eq(organisations.id, id))) > 0
}
