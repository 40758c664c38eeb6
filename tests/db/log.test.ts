import { readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { getTableName } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { foldedChanges, foldedRows } from '../../src/changes/folded.table.ts'
import { foldChanges, sealChanges } from '../../src/changes/queries.ts'
import { verifyChanges } from '../../src/changes/verify.ts'
import { restore } from '../../src/db/backup/restore.ts'
import { migrate } from '../../src/db/migrate.ts'
import { administer, databaseUrl } from '../support/global-setup.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** Its log is of form 1: sealed, some of it redacted, and written on. */
const golden = join(import.meta.dirname, '../golden/backups/0012_actor_names.gz')
const ofHead = 'who, when, which row or what was done altered'

const { url: server, template } = inject('database')
const newName = () => `${template}_${randomBytes(8).toString('hex')}`
const restored = newName()

beforeAll(async () => {
  await administer(server, `create database ${restored}`)
  const url = databaseUrl(server, restored)
  await restore(url, golden)
  await migrate(url)
})
afterAll(() => administer(server, `drop database ${restored} with (force)`))

/** A register on that backup, migrated to the present schema. */
async function ofBefore(): Promise<TestApp> {
  const name = newName()
  await administer(server, `create database ${name} template ${restored}`)
  return testApp(undefined, databaseUrl(server, name))
}

const rowsOf = async (t: TestApp, query: string) => (await t.connection.pool.query(query)).rows
const verify = (t: TestApp) => verifyChanges(t.service.db)
/** As somebody in psql who owns the tables, with everything switched on, as the register redacts. */
const redacting = (t: TestApp, statements: string) =>
  t.connection.pool.query(`begin; set local app.redacting = 'on'; ${statements}; commit`)
async function foldAll(t: TestApp): Promise<void> {
  while ((await foldChanges(t.service.db)) > 0);
}

/** Everything that moves whose a row is, who may read it, and what is taken. */
const busyDay = `
  update organisations set visibility = 'internal' where name like 'Aspen%';
  update contributions set title = 'Plats i skugga (påhittad)' where organisation_id in (select id from organisations where visibility = 'internal');
  update organisations set visibility = 'public' where name like 'Aspen%';
  update contributions set description = 'Nytt (påhittat)', areas = '{halsa}';
  update allocations set status = 'confirmed', expires_at = null where status = 'reserved' and reference = 'R-2';
  update allocations set status = 'completed' where status = 'confirmed' and contribution_id in (select id from contributions order by id limit 9);
  update outcomes set value = value + 1 where metric = 'deltagare';
  insert into outcomes (collaboration_id, metric, value) select id, 'deltagare', 12 from collaborations;
  insert into outcomes (allocation_id, metric, value) select id, 'deltagare', 1 from allocations where reference = 'R-2';
  delete from participants where organisation_id in (select id from organisations where name like 'Aspen%');
  update collaborations set status = 'idea' where name like 'M%';
  update participants set from_day = '2021-01-01';
  update signatures set status = 'ended', ended_on = '2025-01-31', end_reason = 'withdrawn' where id in (select id from signatures order by id limit 3);
  update contacts set publish = true where role = 'press' and legal_basis <> 'consent';
  delete from allocations where status = 'reserved';
  delete from follow_ups where contribution_id in (select id from contributions order by id limit 2);`

describe('an entry of the log', () => {
  let t: TestApp
  beforeAll(async () => {
    t = await testApp()
    await fillTables(t.connection.pool)
    await t.connection.pool.query(busyDay)
  })
  afterAll(() => t[Symbol.asyncDispose]())

  test('holds the whole row, whose it was and whether anybody could read it', async () => {
    const lacking = await rowsOf(
      t,
      `select table_name, operation from changes where form <> 2 or organisation_ids is null
      or is_public is null or (new_values is null) <> (operation = 'delete')`,
    )
    expect(lacking).toEqual([])
    const tables = await rowsOf(t, 'select distinct table_name as name from changes')
    expect(tables.length).toBeGreaterThan(20)
    for (const { name } of tables) {
      const hidden = `(select coalesce(string_to_array(encode(tgargs, 'escape'), '\\000'), '{}') from pg_trigger where tgrelid = '${name}'::regclass and tgname = 'log_change')`
      const differing = await rowsOf(
        t,
        `
        select id from ${name} present, lateral (
          select new_values from changes where table_name = '${name}' and row_id = present.id order by seq desc limit 1) last
        where new_values is distinct from to_jsonb(present) - computed_columns('${name}') - ${hidden} and not new_values::text like '%[redacted]%'`,
      )
      expect([name, differing]).toEqual([name, []])
    }
  })

  test('says as much of every column: those of the row, and those that the log itself was given', async () => {
    const computed = await rowsOf(
      t,
      `
      select relname as name, array_agg(attname::text order by attname) as columns from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and attgenerated <> '' group by 1`,
    )
    for (const { name, columns } of computed) {
      const [said] = await rowsOf(t, `select computed_columns('${name}') as columns`)
      expect([name, said.columns.toSorted()]).toEqual([name, columns])
    }
    // What sealing may write is all that an update of the log may change.
    const [guard] = await rowsOf(
      t,
      `select pg_get_triggerdef(oid) as text from pg_trigger where tgname = 'append_only_rows'`,
    )
    const columns = await rowsOf(
      t,
      `select attname as name from pg_attribute where attrelid = 'changes'::regclass and attnum > 0 and not attisdropped order by 1`,
    )
    const free = columns
      .map(({ name }) => name as string)
      .filter((name) => !guard.text.replaceAll('"', '').includes(`new.${name}`))
    expect(free).toEqual(['content_hash', 'head_hash', 'link', 'position', 'values_hash'])
  })

  test('tells of a place that is taken, and raises no version', async () => {
    const offer = { type: 'feriejobb', title: 'Jobb (påhittat)', capacity: { offered: 3 }, status: 'published' }
    const { body: before } = await t.as.partner.post('/contributions', offer).expect(201)
    const path = `/contributions/${before.id}`
    const { headers } = await t.as.partner.get(path).expect(200)
    await t.as.matcher.post(`${path}/allocations`, { quantity: 2 }).expect(201)
    const { body: after } = await t.as.partner.get(path).expect(200)
    expect(after).toMatchObject({ version: 1, updatedAt: before.updatedAt })
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items[0]).toMatchObject({
      operation: 'derive',
      version: 1,
      fields: ['reserved'],
      old: { reserved: 0 },
      new: { reserved: 2 },
      actor: { role: 'matcher' },
    })
    expect(history.items[1]).toMatchObject({ operation: 'insert', version: 1 })
    // Who changes it by the version from before is not told that anybody else has.
    await t.as.partner.patch(path, { title: 'Feriejobb (påhittat)' }, headers.etag!).expect(200)
    // A place that fills it moves its state as well: one change.
    await t.as.matcher.post(`${path}/allocations`, { quantity: 1 }).expect(201)
    const { body: full } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(full.items[0]).toMatchObject({ operation: 'update', version: 3, fields: ['reserved', 'status'] })
    const { body: told } = await t.as.partner.patch(path, { title: 'Annat (påhittat)' }, 1).expect(412)
    expect(told.changedFields).toContain('title')
    expect((await verify(t)).tampering).toEqual([])
  })
})

describe('what entries of before lack', () => {
  test('is what the log would have said of them', async () => {
    await using t = await testApp()
    await fillTables(t.connection.pool)
    await t.connection.pool.query(busyDay)
    // As the version before wrote it.
    await t.connection.pool.query(`
      begin; set local session_replication_role = replica;
      -- Nothing was decided of figures then, and no row said when it was attested.
      create table told as
        select seq, table_name, operation, new_values - '{disclosure,attested_from,attested_to}'::text[] as new_values, organisation_ids, is_public from changes;
      update changes c set form = 1, organisation_ids = null, is_public = null,
        new_values = case operation when 'insert' then new_values - derived_columns(table_name) when 'delete' then null else (
          select jsonb_object_agg(key, new_values -> key) from unnest(changed) key where key <> all (derived_columns(table_name)) and new_values ? key) end;
      delete from changes where operation = 'derive';
      commit`)
    await sealChanges(t.service.db)
    await foldAll(t)
    const differing = await rowsOf(
      t,
      `
      select table_name, c.operation, told.new_values as wanted, folded.new_values as folded, told.organisation_ids, told.is_public
      from changes c join told using (seq, table_name) left join ${getTableName(foldedChanges)} folded using (position)
      where (told.new_values, told.organisation_ids, told.is_public) is distinct from (folded.new_values, folded.organisation_ids, folded.is_public)
        and not told.new_values::text like '%[redacted]%'`,
    )
    expect(differing).toEqual([])
    const [{ count }] = await rowsOf(t, `select count(*)::int from ${getTableName(foldedChanges)}`)
    expect(count).toBeGreaterThan(600)
    // The counters that have no entry of their own stand beside the allocation that moved them.
    const counters = await rowsOf(
      t,
      `
      select id from contributions present, lateral (
        select derived -> 'contributions' as last from changes join ${getTableName(foldedChanges)} using (position)
        where table_name = 'allocations' and derived -> 'contributions' ->> 'id' = present.id::text order by position desc limit 1) told
      where last is distinct from jsonb_build_object('id', id, 'reserved', reserved, 'filled', filled, 'completed', completed)`,
    )
    expect(counters).toEqual([])
    const kept = `select count(*)::int as count from ${getTableName(foldedRows)}`
    expect((await rowsOf(t, kept))[0].count).toBeGreaterThan(0)
    // After a day nobody can still be writing as before, and where the fold stood is let go of.
    await t.connection.pool.query(
      `begin; set local session_replication_role = replica; update changes set at = at - interval '2 days'; commit`,
    )
    await foldAll(t)
    expect((await rowsOf(t, kept))[0].count).toBe(0)
  })

  test('is added in batches, by one at a time, beside entries that stay as they are', async () => {
    await using t = await ofBefore()
    const log = `select md5(string_agg(c::text, '' order by seq)) as sum from changes c`
    await sealChanges(t.service.db)
    const [before] = await rowsOf(t, log)
    const parts = await Promise.all(
      Array.from({ length: 4 }, () => t.service.pool.query('select fold_changes(100) as folded')),
    )
    expect(parts.map(({ rows }) => rows[0].folded).reduce((sum, part) => sum + part, 0)).toBeGreaterThanOrEqual(100)
    await foldAll(t)
    expect(await rowsOf(t, log)).toEqual([before])
    const counts = `select (select count(*)::int from changes where form = 1) as old, (select count(*)::int from ${getTableName(foldedChanges)}) as folded`
    const [{ old, folded }] = await rowsOf(t, counts)
    expect([old, folded]).toEqual([folded, old])
    expect(old).toBeGreaterThan(500)
  })

  test('goes with a redaction of the entry, and does not stop at what was redacted before', async () => {
    await using t = await testApp()
    await fillTables(t.connection.pool)
    await t.connection.pool.query(`
      update contributions set description = 'Kalle Påhittad'; update contributions set description = null;
      begin; set local session_replication_role = replica;
      update changes set form = 1 where operation <> 'derive'; delete from changes where operation = 'derive'; commit`)
    await sealChanges(t.service.db)
    const redact = (table: string, fields: string) =>
      t.connection.pool.query(`begin; select set_config('app.actor_role', 'coordinator', true);
        select redact_history('redaction', '${table}', id, '${fields}', '{}', 'Prov') from ${table}; commit`)
    await redact('allocations', '{quantity,status,contribution_id,matcher_id}')
    await t.service.pool.query('select fold_changes(100000)')
    await redact('contributions', '{description}')
    await foldAll(t)
    const rows = await rowsOf(
      t,
      `select f::text from ${getTableName(foldedChanges)} f union all select r::text from ${getTableName(foldedRows)} r`,
    )
    expect(rows.length).toBeGreaterThan(900)
    expect(JSON.stringify(rows)).not.toContain('Kalle')
  })
})

describe('a log of before', () => {
  test('is whole by a link that was noted then, also when it goes on in the present form', async () => {
    const lines = gunzipSync(readFileSync(golden)).toString().split('\n')
    const head = JSON.parse(lines[lines.indexOf('["table","chain_head"]') + 1]!) as { position: number; link: string }
    const noted = { position: head.position, link: head.link.replace('\\x', '') }
    expect(noted.position).toBeGreaterThan(0)
    await using t = await ofBefore()
    await t.connection.pool.query(`update areas set description_sv = 'Nytt'`)
    const verdict = await verifyChanges(t.service.db, noted)
    expect(verdict.tampering).toEqual([])
    expect(verdict.entries).toBeGreaterThan(noted.position)
  })
})

/** What somebody in psql tries who owns the tables: an entry altered under cover of a redaction that he makes himself. */
describe('a redaction that was forged', () => {
  const entryOf = async (t: TestApp): Promise<number> =>
    (await rowsOf(t, `select min(seq) as seq from changes where table_name = 'organisations' and salt is not null`))[0]
      .seq
  const forge = (entry: number, cover: string, fields: string, alteration: string) => `
    update changes set ${alteration} where seq = ${entry};
    insert into redactions (kind, table_name, row_id, fields, reason, contents)
      select 'redaction', ${cover}, '${fields}', 'Stavfel', jsonb_build_object(c.seq::text, encode(redacted_content(c), 'hex'))
      from changes c where seq = ${entry}`
  const another = `'areas', gen_random_uuid()`
  const itself = 'c.table_name, c.row_id'
  const all = `actor_kind = 'api_key', actor_role = 'partner', actor_organisation_id = gen_random_uuid(),
    new_values = new_values || '{"name": "Forged AB"}', at = at - interval '3 years'`
  const values = `new_values = new_values || '{"name": "Forged AB"}', salt = null`
  const blanked = `new_values = new_values || '{"name": "[redacted]"}', salt = null`

  test.each([
    ['of another row, over who, when and what', another, '{label_sv}', all, [ofHead, 'altered']],
    ['of its own row, over who, when and what', itself, '{name}', all, [ofHead, 'altered']],
    ['of its own row, over a value that is another since', itself, '{name}', values, ['values altered', 'altered']],
    ['of another row, over a value that is blanked', another, '{name}', blanked, ['values altered', 'altered']],
    ['of other fields of its own row', itself, '{website}', blanked, ['values altered', 'altered']],
    ['of its own row and field, made without what was there', itself, '{name}', blanked, ['values altered', undefined]],
    [
      'of its own row and field, over another value besides',
      itself,
      '{name}',
      `new_values = new_values || '{"name": "[redacted]", "sector": "other"}', salt = null`,
      ['values altered', undefined],
    ],
  ])(
    '%s, is found in the present form, and in the one before as far as it can be',
    async (_, cover, fields, alteration, [now, before]) => {
      await using present = await testApp()
      await using past = await ofBefore()
      for (const [t, found] of [
        [present, now],
        [past, before],
      ] as const) {
        expect((await verify(t)).tampering).toEqual([])
        await redacting(t, forge(await entryOf(t), cover, fields, alteration))
        const { tampering, pastRegister } = await verify(t)
        expect(tampering.map(({ what }) => what)).toEqual(found ? [found] : [])
        // And whether it is found or not, somebody did it in psql.
        expect(pastRegister.at(-1)).toMatchObject({ fields: fields.slice(1, -1).split(',') })
      }
    },
  )

  test('by a proof of one’s own is no better', async () => {
    await using t = await testApp()
    await verify(t)
    await redacting(
      t,
      forge(await entryOf(t), itself, '{name}', `${blanked}, proof = '{"hashes": {"new.name": "00"}, "salts": {}}'`),
    )
    expect((await verify(t)).tampering).toMatchObject([{ what: 'values altered' }])
  })

  test('is nothing that a true one covers: not another field, another entry, or one that came after', async () => {
    await using t = await testApp()
    const { pool } = t.connection
    const [{ id }] = (
      await pool.query(
        `insert into sectors (code, label_sv, label_en) values ('prov', 'Hemlig', 'Secret') returning id`,
      )
    ).rows
    await pool.query(`update sectors set label_sv = 'Hemligare' where code = 'prov'`)
    await verify(t)
    const redact = (fields: string) =>
      pool.query(`begin; select set_config('app.actor_kind', 'system', true), set_config('app.actor_name', 'prov', true), set_config('app.actor_role', 'coordinator', true);
        select redact_history('redaction', 'sectors', '${id}', '${fields}', '{}', 'Prov'); commit`)
    await redact('{label_sv}')
    await pool.query(`update sectors set label_sv = 'Öppen' where code = 'prov'`)
    const verdict = await verify(t)
    expect(verdict).toMatchObject({ redacted: 2, tampering: [], pastRegister: [] })
    // The owner can take out more, in a way that proves the rest: but no redaction says so.
    const take = (which: string, fields: string) =>
      redacting(
        t,
        `update changes c set salt = null, proof = redaction_proof(c, redacted(old_values, '${fields}', '{}'), redacted(new_values, '${fields}', '{}')),
        old_values = redacted(old_values, '${fields}', '{}'), new_values = redacted(new_values, '${fields}', '{}') where row_id = '${id}' and ${which}`,
      )
    await take('row_version = 2', '{label_en}')
    await take('row_version = 3', '{label_sv}')
    expect((await verify(t)).tampering.map(({ what }) => what)).toEqual([
      'redacted without a redaction',
      'redacted without a redaction',
    ])
    await redacting(
      t,
      `update changes set new_values = new_values || '{"code": "annan"}' where row_id = '${id}' and row_version = 1`,
    )
    expect((await verify(t)).tampering[0]).toMatchObject({ what: 'values altered' })
  })

  test('of a field that is redacted already leaves both proved', async () => {
    await using t = await testApp()
    const { pool } = t.connection
    const [{ id }] = (
      await pool.query(
        `insert into sectors (code, label_sv, label_en) values ('prov', 'Hemlig', 'Secret') returning id`,
      )
    ).rows
    await verify(t)
    for (const fields of ['{label_sv}', '{label_en}', '{code}']) {
      await pool.query(`begin; select set_config('app.actor_role', 'coordinator', true);
        select redact_history('redaction', 'sectors', '${id}', '${fields}', '{}', 'Prov'); commit`)
      expect(await verify(t), fields).toMatchObject({ redacted: 1, tampering: [] })
    }
    const [{ salt, proof }] = await rowsOf(t, `select salt, proof from changes where row_id = '${id}'`)
    // What would give a short text away is gone, and what proves the rest is not.
    expect([salt, Object.keys(proof.hashes).toSorted()]).toEqual([null, ['new.code', 'new.label_en', 'new.label_sv']])
    expect(Object.keys(proof.salts)).not.toContain('new.label_sv')
  })
})
