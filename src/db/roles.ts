// The role that row-level security holds for, its rights, and whether connections have taken it on.
import type pg from 'pg'
import { StartupError } from '../errors.ts'

/**
 * The role that the register works as: it owns nothing, is past no policy, and has no right to write the log. Whoever
 * connects takes it on (`connect`): on the embedded database it signs in itself, elsewhere the user of DATABASE_URL does,
 * who must be a member of it.
 */
export const serviceRole = 'register_service'

const insufficientPrivilege = '42501'

/** Tables that triggers and functions write, and the register only reads. */
const readOnly = ['changes', 'chain_head', 'contribution_homes', 'folded_changes', 'folded_rows', 'redactions']

/** Tables to which the register adds, and whose rows stay as they are. */
const growing = ['disclosures']

/**
 * Gives the role its rights, as the owner of the tables; harmless twice. At every start and not in a migration, since
 * roles belong to the server and not to the database: one that is restored elsewhere works from its next start on.
 */
export async function grantRights(owner: pg.Client): Promise<void> {
  await owner.query(`
    do $$ begin
      -- Whoever may make no roles is refused even where it is there already.
      if not exists (select from pg_roles where rolname = '${serviceRole}') then create role ${serviceRole} nologin; end if;
    exception when duplicate_object or unique_violation then null;
    end $$;
    do $$ begin
      if not pg_has_role('${serviceRole}', 'set') then grant ${serviceRole} to current_user with inherit false, set true; end if;
    end $$;
    grant usage on schema public, drizzle, pgboss to ${serviceRole};
    grant select, insert, update, delete on all tables in schema public, pgboss to ${serviceRole};
    revoke insert, update, delete on ${readOnly.join(', ')} from ${serviceRole};
    revoke update, delete on ${growing.join(', ')} from ${serviceRole};
    grant select on all tables in schema drizzle to ${serviceRole};
    grant execute on all functions in schema pgboss to ${serviceRole};
    grant execute on function seal_changes, fold_changes, redact_history to ${serviceRole};`)
}

/** Whether a connection has taken on the role, and writes times as `columns.ts` reads them. */
export const hasStartupOptions = `(current_user = '${serviceRole}' and current_setting('TimeZone') = 'UTC'
  and current_setting('DateStyle') like 'ISO%')`

/**
 * Throws StartupError where connections are not what they ask to be at their start: a pooler in between, or `options` in
 * the URL, can keep that from Postgres, and where their user may not. As another role the register would be past all policies.
 */
export async function assertStartupOptions(pool: pg.Pool): Promise<void> {
  const { rows } = await pool
    .query<{ hasThem: boolean }>(`select ${hasStartupOptions} as "hasThem"`)
    .catch((error: Error & { code?: string }) => {
      if (error.code !== insufficientPrivilege) throw error
      throw new StartupError(
        `The user of DATABASE_URL may not work as ${serviceRole}. As the owner: grant ${serviceRole} to that user.`,
      )
    })
  if (rows[0]!.hasThem) return
  throw new StartupError(
    `Connections of DATABASE_URL do not work as ${serviceRole} in UTC: something passes over their startup options. Sign in as ${serviceRole}, with its settings on the role (see docs/operating.md), or leave options out of the URL.`,
  )
}
