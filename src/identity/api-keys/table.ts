import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, isOneOf, rowColumns } from '../../db/columns.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { roles, scopes } from '../../actor.ts'

/** API keys. The key itself is shown once and never kept: `hash` is its SHA-256, and stays out of the log. */
export const apiKeys = pgTable(
  'api_keys',
  {
    ...rowColumns,
    name: text('name').notNull(),
    role: text('role', { enum: roles }).notNull(),
    scopes: text('scopes', { enum: scopes })
      .array()
      .notNull()
      .default(sql`'{read,write}'`),
    organisationId: uuid('organisation_id').references(() => organisations.id, { onDelete: 'restrict' }),
    hash: bytea('hash').notNull(),
    /** The first characters of the key, so that its holder can tell which one it is. */
    hint: text('hint').notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    rotatedFromId: uuid('rotated_from_id'),
  },
  (t) => [
    unique('api_keys_hash_key').on(t.hash),
    unique('api_keys_rotated_from_key').on(t.rotatedFromId),
    foreignKey({
      name: 'api_keys_rotated_from_fk',
      columns: [t.rotatedFromId],
      foreignColumns: [t.id],
    }).onDelete('restrict'),
    index('api_keys_organisation').on(t.organisationId),
    index('api_keys_created').on(t.createdAt, t.id),
    index('api_keys_updated').on(t.updatedAt, t.id),
    check('api_keys_role_known', isOneOf(t.role, roles)),
    check('api_keys_scopes_known', sql`${t.scopes} <@ '{read,write}' and ${t.scopes} <> '{}'`),
    check('api_keys_hash_form', sql`octet_length(${t.hash}) = 32`),
    check('api_keys_organisation_fits', sql`(${t.role} in ('partner', 'matcher')) = (${t.organisationId} is not null)`),
  ],
)

/** When a key was last used, to the half minute: apart from the keys, so that using one changes no version and no log. */
export const apiKeyUses = pgTable('api_key_uses', {
  keyId: uuid('key_id')
    .primaryKey()
    .references(() => apiKeys.id, { onDelete: 'cascade' }),
  lastUsedAt: instant('last_used_at').notNull(),
})
