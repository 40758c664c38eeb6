import { readFileSync, writeFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeRow } from '../../src/db/remove-row.ts'
import { grantRights, serviceRole } from '../../src/db/roles.ts'
import { contacts } from '../../src/registry/contacts/table.ts'
import { contributions } from '../../src/registry/contributions/table.ts'
import { needs } from '../../src/registry/needs/table.ts'
import { organisations } from '../../src/registry/organisations/table.ts'
import { inTransaction, readAs, type Work } from '../../src/work.ts'
import { nobody } from '../support/builders.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const scopes = ['read', 'write'] as const

/** Tables without rows of anybody's: the log, which nobody writes, and what the register keeps for itself. */
const withoutPolicies = [
  'account_uses',
  'api_key_uses',
  'chain_head',
  'changes',
  'contribution_homes',
  'folded_changes',
  'folded_rows',
  'rate_limits',
  'replays',
]

let t: TestApp
beforeAll(async () => {
  t = await testApp()
  await fillTables(t.connection.pool)
})
afterAll(() => t[Symbol.asyncDispose]())

/** Runs a command as the partner, past every check of a route. */
const asPartner = <T>(command: (work: Work) => Promise<T>, organisationId = t.organisations.partner) =>
  inTransaction(
    t.service.db,
    {
      actor: { kind: 'api_key', scopes, id: nobody, role: 'partner', organisationId },
      now: t.clock.now,
      requestId: 'rights',
    },
    command,
  )
const owner = async (query: string, values: unknown[] = []) => (await t.connection.pool.query(query, values)).rows
const refused = { cause: expect.objectContaining({ code: '42501' }) }

const golden = 'tests/golden/policies.txt'

test('whose rows are read and written is as it was read in review (UPDATE_GOLDEN=1 writes it anew)', async () => {
  const policies = await owner(`
    select tablename as table, lower(cmd) as act, coalesce(qual, 'true') as qual, with_check from pg_policies
    where schemaname = 'public' order by tablename, case cmd when 'SELECT' then 1 when 'INSERT' then 2 when 'UPDATE' then 3 else 4 end`)
  const told = ({ table, act, qual, with_check: check }: Record<string, string>) =>
    [`${table} ${act}`.padEnd(32), ...(act === 'insert' ? [] : [qual]), ...(check ? [`check ${check}`] : [])]
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' ')
  const text = `${policies.map(told).join('\n')}\n`
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text)
  expect(text).toBe(readFileSync(golden, 'utf8'))
})

describe('the role that the register works as', () => {
  test('owns nothing, is past no policy and makes nothing', async () => {
    expect(
      await owner(
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
          (select count(*)::int from pg_class where relowner = pg_roles.oid) as tables,
          (select count(*)::int from pg_proc where proowner = pg_roles.oid) as functions,
          has_schema_privilege(rolname, 'public', 'create') as creates
        from pg_roles where rolname = $1`,
        [serviceRole],
      ),
    ).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        tables: 0,
        functions: 0,
        creates: false,
      },
    ])
    const { rows } = await t.service.pool.query('select current_user as me')
    expect(rows).toEqual([{ me: serviceRole }])
  })

  test('writes neither the log nor its seals, and calls no function that does but sealing, folding and redacting', async () => {
    for (const statement of [
      `insert into changes (table_name, row_id, row_version, operation, changed, actor_kind) values ('areas', uuid_v7(), 1, 'insert', '{}', 'system')`,
      `update changes set actor_name = 'nobody'`,
      'delete from changes',
      'truncate changes',
      'update chain_head set position = 0',
      'delete from folded_changes',
      'delete from folded_rows',
      `insert into redactions (kind, table_name, row_id, fields, reason, contents) values ('erasure', 'areas', uuid_v7(), '{}', '', '{}')`,
      'alter table contacts disable row level security',
      'alter table changes disable trigger all',
      `select redact_history('erasure', 'areas', uuid_v7(), null, '{}', '')`,
    ])
      await expect(t.service.pool.query(statement), statement).rejects.toThrow(/denied|must be owner|only coordinators/)
  })
})

test('an owner of the tables who may make no roles starts the register with the one that is there', async () => {
  const client = new pg.Client({ connectionString: t.databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query(`select format('%I', current_user) as me`)
    await client.query(`begin; create role keeper_of_tables nologin noinherit;
      grant ${serviceRole} to keeper_of_tables; grant ${rows[0].me} to keeper_of_tables with inherit true;
      set local role keeper_of_tables`)
    await grantRights(client)
  } finally {
    await client.query('rollback')
    await client.end()
  }
})

describe('what runs as the owner', () => {
  test('is nothing that the role may call, or hang on a table of its own, but sealing, folding and redacting', async () => {
    expect(
      await owner(
        `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
          and has_function_privilege($1, oid, 'execute') order by 1`,
        [serviceRole],
      ),
    ).toEqual([{ name: 'fold_changes' }, { name: 'redact_history' }, { name: 'seal_changes' }])
  })

  test('writes nothing into the log that did not happen to a table of the register', async () => {
    const client = await t.service.pool.connect()
    try {
      await client.query('begin; create temporary table agreements (id uuid, version int) on commit drop')
      const forge = `create trigger forge after insert on agreements for each row execute function log_change()`
      await expect(client.query(forge)).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
})

describe('every table', () => {
  test('has policies, or is one of the few that hold nobody’s rows', async () => {
    const tables = await owner(`
      select relname as name, relrowsecurity as guarded,
        array(select polcmd::text from pg_policy where polrelid = pg_class.oid order by 1) as policies
      from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`)
    const bare = tables.filter(({ guarded }) => !guarded).map(({ name }) => name)
    expect(bare.filter((name) => !withoutPolicies.includes(name))).toEqual([])
    for (const { name, guarded, policies } of tables)
      if (guarded && name !== 'redactions') expect([name, ...policies]).toEqual([name, 'a', 'd', 'r', 'w'])
  })

  test('takes nothing from a connection on which nobody has said who acts', async () => {
    const tables = await owner(`
      select relname as name, attname as column from pg_class join pg_attribute on attrelid = pg_class.oid and attnum = 1
      where relnamespace = 'public'::regnamespace and relrowsecurity order by 1`)
    for (const { name, column } of tables) {
      const touched = await t.service.pool
        .query(`update ${name} set ${column} = ${column}`)
        .then(({ rowCount }) => rowCount, String)
      expect([name, touched]).toEqual([
        name,
        expect.toSatisfy((did) => did === 0 || /denied|row-level|another organisation/.test(String(did))),
      ])
      const { rowCount } = await t.service.pool.query(`delete from ${name}`).catch(() => ({ rowCount: 0 }))
      expect([name, rowCount]).toEqual([name, 0])
    }
  })
})

describe('a partner’s command on the rows of another, past the checks of the routes', () => {
  const another = () => t.organisations.otherPartner

  test('changes, takes over, adds and removes nothing of what it offers and needs', async () => {
    const [offer] = await owner('select id, title from contributions where organisation_id = $1', [another()])
    const [need] = await owner('select id from needs where organisation_id = $1', [another()])
    const change = (set: Partial<typeof contributions.$inferInsert>) =>
      asPartner(({ tx }) => tx.update(contributions).set(set).where(eq(contributions.id, offer.id)))
    await expect(change({ title: 'Övertagen (påhittad)' })).rejects.toMatchObject(refused)
    await expect(change({ organisationId: t.organisations.partner })).rejects.toMatchObject(refused)
    await expect(asPartner(({ tx }) => removeRow(tx, contributions, offer.id))).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(asPartner(({ tx }) => removeRow(tx, needs, need.id))).rejects.toMatchObject({ code: 'forbidden' })
    const row = { organisationId: another(), type: 'feriejobb', title: 'Smugglad (påhittad)', offered: 1 }
    await expect(asPartner(({ tx }) => tx.insert(contributions).values(row))).rejects.toMatchObject(refused)
    expect(await owner('select title from contributions where id = $1', [offer.id])).toEqual([{ title: offer.title }])
    // The same commands on its own rows: it is not the statement that is refused.
    const [own] = await owner('select id from contributions where organisation_id = $1 limit 1', [
      t.organisations.partner,
    ])
    await asPartner(({ tx }) =>
      tx.update(contributions).set({ title: 'Eget (påhittat)' }).where(eq(contributions.id, own.id)),
    )
    expect(await owner('select title from contributions where id = $1', [own.id])).toEqual([
      { title: 'Eget (påhittat)' },
    ])
  })

  test('touches no allocation, outcome or follow-up of others, nor their entry in the register', async () => {
    const statements = [
      [`update allocations set reason = 'x' where matcher_id = $1`, another()],
      [
        `update follow_ups set reason = 'x' where contribution_id in (select id from contributions where organisation_id = $1)`,
        another(),
      ],
      [
        `update outcomes set note = 'x' where contribution_id in (select id from contributions where organisation_id = $1)`,
        another(),
      ],
      [
        `update follow_ups set contribution_id = (select id from contributions where organisation_id::text = current_setting('app.actor_organisation_id') limit 1)
         where contribution_id in (select id from contributions where organisation_id = $1)`,
        another(),
      ],
      [
        `update outcomes set contribution_id = (select id from contributions where organisation_id::text = current_setting('app.actor_organisation_id') limit 1), from_day = null
         where id = (select o.id from outcomes o join contributions c on c.id = o.contribution_id where organisation_id = $1 limit 1)`,
        another(),
      ],
      [`update organisations set website = 'https://x.example' where id = $1`, another()],
      [`update areas set label_sv = 'x' where $1::text is not null`, 'x'],
      [`update agreements set title = 'x' where $1::text is not null`, 'x'],
      [`update collaborations set name = 'x' where $1::text is not null`, 'x'],
      [`insert into organisations (name, kind, sector) values ($1, 'informal', 'business')`, 'Ny (påhittad)'],
    ] as const
    for (const [statement, value] of statements) {
      const client = await t.service.pool.connect()
      try {
        await client.query('begin')
        await client.query(
          `select set_config('app.actor_role', 'partner', true), set_config('app.actor_organisation_id', $1, true)`,
          [t.organisations.partner],
        )
        await expect(client.query(statement, [value]), statement).rejects.toMatchObject({ code: '42501' })
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
  })

  test('makes no key that may do more than it may itself', async () => {
    const insert = (role: string, organisation: string | null) =>
      asPartner(({ tx }) =>
        tx.execute(
          `insert into api_keys (name, role, organisation_id, hash, hint)
           values ('x', '${role}', ${organisation ? `'${organisation}'` : 'null'}, sha256(uuid_send(uuid_v7())), 'sk_x')`,
        ),
      )
    await expect(insert('coordinator', null)).rejects.toMatchObject(refused)
    await expect(insert('partner', another())).rejects.toMatchObject(refused)
    await expect(insert('matcher', t.organisations.partner)).rejects.toMatchObject(refused)
    await insert('partner', t.organisations.partner)
  })

  test('makes itself no key that may do more', async () => {
    const [{ id }] = await owner(`select id from api_keys where organisation_id = $1 limit 1`, [
      t.organisations.partner,
    ])
    const change = (set: string) =>
      inTransaction(
        t.service.db,
        {
          actor: { kind: 'api_key', scopes, id, role: 'partner', organisationId: t.organisations.partner },
          now: t.clock.now,
          requestId: 'rights',
        },
        ({ tx }) => tx.execute(`update api_keys set ${set} where id = '${id}'`),
      )
    await expect(change(`role = 'coordinator', organisation_id = null`)).rejects.toMatchObject(refused)
    await expect(change(`role = 'matcher'`)).rejects.toMatchObject(refused)
    await expect(change(`organisation_id = '${another()}'`)).rejects.toMatchObject(refused)
    await change(`expires_at = registry_now() + interval '1 day'`)
  })
})

describe('contacts', () => {
  test('are read by their organisation and coordinators alone, unless they are published', async () => {
    const read = (actor: Parameters<typeof readAs>[1]) =>
      readAs(t.service.db, actor, (tx) => tx.select({ of: contacts.organisationId }).from(contacts))
    const all = await owner('select count(*)::int as count from contacts')
    const partner = await read({
      kind: 'api_key',
      scopes,
      id: nobody,
      role: 'partner',
      organisationId: t.organisations.partner,
    })
    expect(new Set(partner.map(({ of }) => of))).toEqual(new Set([t.organisations.partner]))
    expect(await read({ kind: 'api_key', scopes, id: nobody, role: 'coordinator' })).toHaveLength(all[0].count)
    expect(await read({ kind: 'api_key', scopes, id: nobody, role: 'reader' })).toEqual([])
    expect(await read({ kind: 'public' })).toEqual([])
    expect((await t.service.pool.query('select * from contacts')).rows).toEqual([])
    const { rows } = await t.connection.pool.query(
      `update contacts set publish = true where id = (select id from contacts limit 1) returning organisation_id`,
    )
    expect(await read({ kind: 'public' })).toEqual([{ of: rows[0].organisation_id }])
  })

  test('of another organisation are neither changed nor removed by a command', async () => {
    const [contact] = await owner('select id from contacts where organisation_id = $1 and not publish', [
      t.organisations.otherPartner,
    ])
    const { rowCount } = await asPartner(({ tx }) =>
      tx.update(contacts).set({ name: 'X' }).where(eq(contacts.id, contact.id)),
    )
    expect(rowCount).toBe(0)
    await expect(asPartner(({ tx }) => removeRow(tx, contacts, contact.id))).rejects.toMatchObject({
      code: 'forbidden',
    })
    const row = { organisationId: t.organisations.otherPartner, name: 'X', role: 'press' } as const
    await expect(asPartner(({ tx }) => tx.insert(contacts).values(row))).rejects.toMatchObject(refused)
  })

  test('that were read for somebody leave nothing on the connection for the next', async () => {
    await readAs(t.service.db, { kind: 'api_key', scopes, id: nobody, role: 'coordinator' }, (tx) =>
      tx.select().from(contacts),
    )
    const { rows } = await t.service.pool.query(
      `select is_coordinator() as coordinator, acts_for($1) as acts, current_setting('transaction_read_only') as readonly`,
      [t.organisations.partner],
    )
    expect(rows).toEqual([{ coordinator: false, acts: false, readonly: 'off' }])
  })
})

test('reading for somebody refuses to write', async () => {
  const writing = readAs(t.service.db, { kind: 'api_key', scopes, id: nobody, role: 'coordinator' }, (tx) =>
    tx.update(organisations).set({ website: 'https://x.example' }),
  )
  await expect(writing).rejects.toMatchObject({ cause: expect.objectContaining({ code: '25006' }) })
})
