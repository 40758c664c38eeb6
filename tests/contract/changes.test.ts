import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractIn, exampleOf, operationsOf } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** Tables that are no part of the registry: the log itself, what is kept for a while only, and what follows from other rows. */
const unlogged = [
  'account_uses',
  'api_key_uses',
  'chain_head',
  'changes',
  'contribution_homes',
  'disclosures',
  'folded_changes',
  'folded_rows',
  'occurrences',
  'rate_limits',
  'replays',
  'schedules',
]

/** Tables that have rows in every test database. */
const ofBaseline = [
  'api_keys',
  'areas',
  'collaboration_kinds',
  'contact_roles',
  'contribution_types',
  'outcome_metrics',
  'participant_roles',
  'sectors',
  'signature_end_reasons',
  'signature_methods',
  'target_groups',
]

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

async function query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await t.connection.pool.query(text, values)
  return rows as Row[]
}
const changesBy = (requestId: string) =>
  query<Record<string, unknown>>('select * from changes where request_id = $1 order by seq', [requestId])
const countChanges = async () => (await query<{ count: number }>('select count(*) from changes'))[0]!.count

async function registryTables(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
  )
  return rows.map(({ name }) => name).filter((name) => !unlogged.includes(name))
}

describe('every registry table', () => {
  test('is under the log and under versions', async () => {
    const triggers = await query<{ name: string; functions: string[] }>(`
      select tgrelid::regclass::text as name, array_agg(proname::text order by proname) as functions
      from pg_trigger join pg_proc on pg_proc.oid = tgfoid
      where not tgisinternal and tgenabled = 'O' and proname in ('log_change', 'raise_version') group by 1 order by 1`)
    const wanted = (await registryTables()).map((name) => ({ name, functions: ['log_change', 'raise_version'] }))
    expect(triggers).toEqual(wanted)
  })

  test('has the columns that log and versions work with', async () => {
    const rows = await query<{ name: string; columns: string[] }>(`
      select table_name as name, array_agg(column_name || ' ' || udt_name || ' ' || is_nullable order by column_name) as columns
      from information_schema.columns
      where table_schema = 'public' and column_name in ('id', 'version', 'created_at', 'updated_at') group by 1 order by 1`)
    const columns = ['created_at timestamptz NO', 'id uuid NO', 'updated_at timestamptz NO', 'version int4 NO']
    expect(rows.filter(({ name }) => !unlogged.includes(name))).toEqual(
      (await registryTables()).map((name) => ({ name, columns })),
    )
  })

  test('leaves a row in the log for what is written past the register, as the work of the database user', async () => {
    await using own = await testApp()
    const before = (await own.connection.pool.query('select count(*) from changes')).rows[0].count
    await fillTables(own.connection.pool)
    const { rows } = await own.connection.pool.query(
      `
      select table_name, count(*), bool_and(actor_kind = 'database' and actor_name = session_user and actor_id is null and request_id is null
        and operation = 'insert' and row_version = 1 and old_values is null) as right
      from changes where seq > $1 and operation <> 'derive' group by 1 order by 1`,
      [before],
    )
    const filled = (await registryTables()).filter((name) => !ofBaseline.includes(name))
    expect(
      rows.map(({ table_name }) => table_name),
      'tests/support/rows.ts puts rows into every other table',
    ).toEqual(filled)
    expect(rows.filter(({ right }) => !right)).toEqual([])
    for (const { table_name, count } of rows) {
      const {
        rows: [kept],
      } = await own.connection.pool.query(
        `select count(*) from ${table_name} where created_at >= (select max(at) from changes)`,
      )
      expect([table_name, kept.count]).toEqual([table_name, count])
    }
  })
})

describe('a write over HTTP', () => {
  test('leaves exactly its changes, with who, for whom, on which request and when', async () => {
    const path = `/organisations/${t.organisations.partner}`
    const before = await countChanges()
    const { body, headers } = await t.as.partner
      .patch(path, { website: 'https://prov.example', shortName: 'Prov' }, 1)
      .expect(200)
    expect(await countChanges()).toBe(before + 1)
    const [change] = await changesBy(headers['x-request-id']!)
    const [key] = await query<{ id: string }>(
      `select id from api_keys where name = 'Test partner' and organisation_id = $1`,
      [t.organisations.partner],
    )
    expect(change).toMatchObject({
      table_name: 'organisations',
      row_id: t.organisations.partner,
      row_version: body.version,
      operation: 'update',
      changed: ['short_name', 'website'],
      old_values: { short_name: null, website: null },
      new_values: { short_name: 'Prov', website: 'https://prov.example' },
      actor_kind: 'api_key',
      actor_id: key!.id,
      actor_name: null,
      actor_role: 'partner',
      actor_organisation_id: t.organisations.partner,
      position: null,
    })
    const [{ at } = { at: '' }] = await query<{ at: string }>(
      `select to_char(at, 'YYYY-MM-DD HH24:MI:SS.MS') as at from changes where request_id = $1`,
      [headers['x-request-id']],
    )
    expect(at).toBe('2025-02-03 09:30:00.000')
  })

  test('that changes nothing leaves nothing, and raises no version', async () => {
    const path = `/organisations/${t.organisations.matcher}`
    const { body: first } = await t.as.matcher.patch(path, { website: 'https://matchar.example' }, 1).expect(200)
    const before = await countChanges()
    const { body } = await t.as.matcher.patch(path, { website: 'https://matchar.example' }, first.version).expect(200)
    expect(body.version).toBe(first.version)
    expect(await countChanges()).toBe(before)
  })

  test('takes the request id that the caller gives, where it can be logged safely', async () => {
    const path = `/organisations/${t.organisations.otherPartner}`
    const patch = (id: string, website: string) =>
      t.as.coordinator.call('patch', path, { 'if-match': '*', 'x-request-id': id }).send({ website }).expect(200)
    expect((await patch('order-2025-0017', 'https://ett.example')).headers['x-request-id']).toBe('order-2025-0017')
    expect(await changesBy('order-2025-0017')).toHaveLength(1)
    const { headers } = await patch('no spaces; please', 'https://tva.example')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(await changesBy(headers['x-request-id']!)).toHaveLength(1)
  })

  test('that makes a row from the example in the contract logs that row under its request', async () => {
    await using own = await testApp()
    await fillTables(own.connection.pool)
    const contract = contractIn(own.app)
    const creations = operationsOf(contract).filter(
      ({ method, path, responses }) => method === 'post' && responses['201'] && !path.includes('{'),
    )
    const {
      rows: [agreement],
    } = await own.connection.pool.query(`select id from agreements where code = 'PROV-1'`)
    const {
      rows: [contribution],
    } = await own.connection.pool.query(`select id from contributions limit 1`)
    // What the example of a redaction takes out.
    await own.connection.pool.query(
      `update contributions set description = 'Utskrivet' where id = $1; update contributions set description = null where id = $1`.replaceAll(
        '$1',
        `'${contribution.id}'`,
      ),
    )
    const ids = {
      resourceId: contribution.id,
      organisationId: own.organisations.partner,
      agreementId: agreement.id,
      contributionId: contribution.id,
    }
    let made = 0
    for (const { path, operationId, requestBody } of creations) {
      const example = JSON.stringify(
        exampleOf(contract, requestBody!.content['application/json']!),
        (name, value: unknown) => (name.endsWith('Id') ? (ids as Record<string, unknown>)[name] : value),
      )
      const repeatable = { 'idempotency-key': operationId }
      const { body, status, headers } = await own.as.coordinator.post(path, JSON.parse(example), repeatable)
      // An example may name a code that the vocabularies have already.
      if (status === 409 && body.errors[0].code === 'taken') continue
      expect([operationId, status, body.errors]).toEqual([operationId, 201, undefined])
      const { rows } = await own.connection.pool.query(
        `select row_id, row_version, operation, actor_role from changes where request_id = $1`,
        [headers['x-request-id']],
      )
      expect(rows, operationId).toContainEqual({
        row_id: body.id,
        row_version: body.version,
        operation: 'insert',
        actor_role: 'coordinator',
      })
      const again = await own.as.coordinator.post(path, JSON.parse(example), repeatable).expect(201)
      const { key: _, ...kept } = body
      expect([operationId, again.body]).toEqual([operationId, kept])
      made++
    }
    expect(made).toBeGreaterThan(3)
  })

  test('that is refused leaves nothing, whatever it is and whoever calls', async () => {
    const writes = operationsOf(contractIn(t.app)).filter(({ method }) => method !== 'get')
    const before = await countChanges()
    const [uses] = await query(`select count(*) from replays`)
    for (const { method, path } of writes) {
      const target = path.replaceAll(/\{(\w+)\}/g, () => randomUUID())
      const call = t.as.coordinator.call(method, target, { 'if-match': '"1"', 'idempotency-key': randomUUID() })
      const { status } = await (method === 'delete' ? call : call.send({ ['unknownField']: 1 }))
      expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400)
    }
    expect(await countChanges()).toBe(before)
    expect((await query(`select count(*) from replays`))[0]).toEqual(uses)
  })
})

test('no GET leaves anything in the log', async () => {
  await using own = await testApp()
  await fillTables(own.connection.pool)
  const count = async () => (await own.connection.pool.query('select count(*) from changes')).rows[0].count
  const before = await count()
  const paths = await pathsByOperation(own.as.coordinator, contractIn(own.app))
  for (const [{ operationId }, found] of paths) {
    expect(found, operationId).not.toEqual([])
    await own.as.coordinator.get(found.at(-1)!).expect(200)
  }
  expect(await count()).toBe(before)
})

describe('the log', () => {
  test('refuses to be changed, shortened or emptied, but for the position that comes later', async () => {
    for (const statement of [
      `update changes set actor_name = 'nobody'`,
      `update changes set new_values = '{}' where operation = 'insert'`,
      `update changes set position = seq, content_hash = '', link = '', at = now()`,
      `delete from changes`,
      `delete from changes where false`,
      `truncate changes`,
      `truncate changes cascade`,
    ]) {
      await expect(t.connection.pool.query(statement), statement).rejects.toThrow('append-only')
    }
    await t.connection.pool.query('select seal_changes()')
    expect(await query('select position from changes where seq = 1')).toEqual([{ position: 1 }])
    await expect(t.connection.pool.query('update changes set position = 0 where seq = 1')).rejects.toThrow(
      'append-only',
    )
  })

  test('cannot be written by hand with a number of its own', async () => {
    const insert = `insert into changes (seq, table_name, row_id, row_version, operation, changed, actor_kind) values (1, 'areas', uuid_v7(), 1, 'insert', '{}', 'system')`
    await expect(t.connection.pool.query(insert)).rejects.toThrow('seq')
  })

  test('holds no value of a personal or secret column', async () => {
    await using own = await testApp()
    await fillTables(own.connection.pool)
    await own.connection.pool.query(
      `update contacts set name = 'Hemlig Person', title = 'Hemlig titel', email = 'hemlig@prov.example', phone = '+46 70 000 00 00', consent_evidence = 'Hemligt'`,
    )
    await own.connection.pool.query(`delete from contacts where role = 'press'`)
    const { rows } = await own.connection.pool.query(
      `select distinct operation, changed from changes where table_name = 'contacts' order by 1`,
    )
    expect(rows.find(({ operation }) => operation === 'update').changed).toEqual([
      'consent_evidence',
      'email',
      'name',
      'phone',
      'title',
    ])
    const { rows: values } = await own.connection.pool.query(`
      select coalesce(old_values, '{}') || coalesce(new_values, '{}') as kept from changes where table_name = 'contacts'
      union all select new_values from changes where table_name = 'api_keys'`)
    const names = new Set(values.flatMap(({ kept }) => Object.keys(kept)))
    expect(['title', 'email', 'phone', 'consent_evidence', 'hash'].filter((name) => names.has(name))).toEqual([])
    expect(JSON.stringify(values)).not.toMatch(/Hemlig|Testsson|test@prov/)
  })
})
