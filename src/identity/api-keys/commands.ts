import { eq, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { fault, throwFaults } from '../../errors.ts'
import { organisations } from '../../registry/organisations/table.ts'
import type { Work } from '../../work.ts'
import { hashOf, hintOf, newKey } from './key.ts'
import { getApiKey } from './queries.ts'
import { apiKeyFaults } from './rules.ts'
import type { ApiKey, NewApiKey } from './schema.ts'
import { apiKeys } from './table.ts'

/** Makes a key and shows it, this once. Throws `rule_broken`. */
export async function createApiKey(work: Work, body: NewApiKey): Promise<ApiKey & { key: string }> {
  const faults = apiKeyFaults(body, work.now)
  if (body.organisationId && !(await organisationExists(work, body.organisationId))) {
    faults.push(
      fault('/organisationId', 'unknown', 'There is no such organisation.', 'Det finns ingen sådan organisation.'),
    )
  }
  throwFaults(faults)
  const key = newKey()
  const [row] = await work.tx
    .insert(apiKeys)
    .values({ ...body, hash: hashOf(key), hint: hintOf(key) })
    .returning({ id: apiKeys.id })
  return { ...(await getApiKey(work.tx, row!.id)), key }
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
  }
  return getApiKey(work.tx, id)
}

async function organisationExists(work: Work, id: string): Promise<boolean> {
  return (await work.tx.$count(organisations, eq(organisations.id, id))) > 0
}
