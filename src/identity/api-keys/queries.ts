import { eq, sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import type { ApiKey, ApiKeyQuery } from './schema.ts'
import { apiKeys, apiKeyUses } from './table.ts'

interface Row {
  key: typeof apiKeys.$inferSelect
  lastUsedAt: string | null
}

/** As of a moment. */
const isUsable = (at: string) => sql`(${apiKeys.revokedAt} is null and coalesce(${apiKeys.expiresAt} > ${at}, true))`

export const apiKeyList = list<{ at: string }, ApiKeyQuery, Row>({
  from: apiKeys,
  id: apiKeys.id,
  columns: { key: apiKeys, lastUsedAt: apiKeyUses.lastUsedAt },
  joinShown: (select) => select.leftJoin(apiKeyUses, eq(apiKeyUses.keyId, apiKeys.id)),
  filters: {
    organisationId: byValues(apiKeys.organisationId),
    role: byCodes(apiKeys.role),
    active: (isWanted, { at }) => (isWanted ? isUsable(at) : sql`not ${isUsable(at)}`),
    updatedAfter: byUpdate(apiKeys.updatedAt),
  },
  orders: {
    createdAt: { key: sql`${apiKeys.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${apiKeys.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: toApiKey,
})

/** One key, without the key itself. Throws `not_found`. */
export async function getApiKey(db: Reader, id: string): Promise<ApiKey> {
  const [row] = await db
    .select({ key: apiKeys, lastUsedAt: apiKeyUses.lastUsedAt })
    .from(apiKeys)
    .leftJoin(apiKeyUses, eq(apiKeyUses.keyId, apiKeys.id))
    .where(eq(apiKeys.id, id))
  if (!row) throw notFound('API key', 'API-nyckel')
  return toApiKey(row)
}

export function toApiKey({ key: { hash: _, ...own }, lastUsedAt }: Row): ApiKey {
  return { ...present({ ...own, lastUsedAt }), _links: selfLink(`/api-keys/${own.id}`) }
}
