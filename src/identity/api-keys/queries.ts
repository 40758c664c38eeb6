import { eq, gt, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import type { ApiKey, ApiKeyQuery } from './schema.ts'
import { apiKeys, apiKeyUses } from './table.ts'

export const apiKeyOrders = {
  createdAt: { key: sql`${apiKeys.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${apiKeys.updatedAt}`, type: 'timestamptz' },
} as const

const columns = { key: apiKeys, lastUsedAt: apiKeyUses.lastUsedAt }
interface Row {
  key: typeof apiKeys.$inferSelect
  lastUsedAt: string | null
}

/** One key, without the key itself. Throws `not_found`. */
export async function getApiKey(db: Reader, id: string): Promise<ApiKey> {
  const [row] = await db
    .select(columns)
    .from(apiKeys)
    .leftJoin(apiKeyUses, eq(apiKeyUses.keyId, apiKeys.id))
    .where(eq(apiKeys.id, id))
  if (!row) throw notFound('API key', 'API-nyckel')
  return toApiKey(row)
}

export async function listApiKeys(db: Reader, query: ApiKeyQuery, now: Date, order: Order, window: Window) {
  const id = sql`${apiKeys.id}`
  const rows = await db
    .select({ ...columns, id: apiKeys.id, sortKey: keyOf(order) })
    .from(apiKeys)
    .leftJoin(apiKeyUses, eq(apiKeyUses.keyId, apiKeys.id))
    .where(all(...conditions(query, now), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countApiKeys(db: Reader, query: ApiKeyQuery, now: Date): Promise<number> {
  return db.$count(apiKeys, all(...conditions(query, now)))
}

function conditions({ organisationId, role, active, updatedAfter }: ApiKeyQuery, now: Date): (SQL | undefined)[] {
  const usable = sql`(${apiKeys.revokedAt} is null and coalesce(${apiKeys.expiresAt} > ${now.toISOString()}, true))`
  return [
    organisationId && inArray(apiKeys.organisationId, organisationId),
    role && inArray(apiKeys.role, role),
    active === undefined ? undefined : active ? usable : sql`not ${usable}`,
    updatedAfter === undefined ? undefined : gt(apiKeys.updatedAt, updatedAfter),
  ]
}

export function toApiKey({ key: { hash: _, ...own }, lastUsedAt }: Row): ApiKey {
  return { ...present({ ...own, lastUsedAt }), _links: selfLink(`/api-keys/${own.id}`) }
}
