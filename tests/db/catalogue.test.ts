import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { isMigrated, migrate } from '../../src/db/migrate.ts'
import { placesInAll, placesLeft } from '../../src/registry/contributions/rules.ts'
import { parseOrganisationNumber } from '../../src/registry/organisations/number.rules.ts'
import { fold } from '../../src/search/fold.rules.ts'
import { administer, databaseUrl } from '../support/global-setup.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

async function column(text: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await t.connection.pool.query({ text, values, rowMode: 'array' })
  return rows.map(([value]) => value)
}

describe('the catalogue', () => {
  test('lets nobody write past the log, or into it', async () => {
    for (const [statement, reason] of [
      ['truncate areas', 'the log would miss'],
      ['truncate organisations cascade', 'the log would miss'],
      [
        `insert into changes (table_name, row_id, row_version, operation, changed, actor_kind)
          values ('areas', uuid_v7(), 1, 'insert', '{}', 'system')`,
        'written by its trigger',
      ],
      ['select seal_changes(); update changes set position = position + 1 where position = 1', 'append-only'],
    ] as const)
      await expect(t.connection.pool.query(statement), statement).rejects.toThrow(reason)
  })

  test('has a primary key on every table', async () => {
    const without = await column(`
      select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not exists (select 1 from pg_constraint where conrelid = pg_class.oid and contype = 'p')`)
    expect(without).toEqual([])
  })

  test('has an index that begins with the columns of every foreign key, whole or but for nulls', async () => {
    const without = await column(`
      select conname from pg_constraint con
      where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
        select 1 from pg_index ix
        where indrelid = conrelid and indisvalid and indnkeyatts >= cardinality(conkey)
          and (select array_agg(key order by key) from unnest((indkey::int2[])[0:cardinality(conkey) - 1]) key) = (select array_agg(key order by key) from unnest(conkey) key)
          and (indpred is null or pg_get_expr(indpred, indrelid) ~ '^\\([a-z_]+ IS NOT NULL\\)$'))`)
    expect(without).toEqual([])
  })

  test('says of every foreign key what becomes of it on delete', async () => {
    expect(
      await column(
        `select conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and confdeltype = 'a'`,
      ),
    ).toEqual([])
  })

  test('has no name that Postgres made up for a check or a foreign key', async () => {
    const names = (await column(
      `select conname from pg_constraint where contype in ('c', 'f') and connamespace = 'public'::regnamespace`,
    )) as string[]
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter((name) => /_(check|fkey)\d*$/.test(name) || name.length === 63)).toEqual([])
    const tables = (await column(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )) as string[]
    expect(names.filter((name) => !tables.some((table) => name.startsWith(`${table}_`)))).toEqual([])
  })

  test('keeps every moment as timestamptz(3), and every day as date', async () => {
    const types = await column(`
      select distinct format_type(atttypid, atttypmod) from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped and format_type(atttypid, atttypmod) ~ 'time|date' order by 1`)
    expect(types).toEqual(['date', 'timestamp(3) with time zone'])
  })

  test('makes every id of a registry row with uuid_v7()', async () => {
    const others = await column(`
      select table_name from information_schema.columns
      where table_schema = 'public' and column_name = 'id' and column_default is distinct from 'uuid_v7()'`)
    expect(others).toEqual([])
  })

  test('sorts what people read as Swedish does', async () => {
    const sorted = await column(
      `select name from unnest(array['Öst', 'ost', 'Zon', 'Åk', 'Ära', 'Vik', 'Wik']) name order by name collate "sv-SE-x-icu"`,
    )
    expect(sorted).toEqual(['ost', 'Vik', 'Wik', 'Zon', 'Åk', 'Ära', 'Öst'])
    const named = await column(`
      select relname || '.' || attname from pg_attribute join pg_class on pg_class.oid = attrelid join pg_collation on pg_collation.oid = attcollation
      where relnamespace = 'public'::regnamespace and relkind = 'r' and collname = 'sv-SE-x-icu' and attname not in ('search_text') order by 1`)
    expect(named).toEqual([
      'applications.name',
      'collaborations.name',
      'contributions.title',
      'documents.title',
      'needs.title',
      'organisations.name',
    ])
  })
})

describe('the functions of the schema', () => {
  test('uuid_v7 makes version 7, in the order of time', async () => {
    const ids: string[] = []
    for (let i = 0; i < 20; i++)
      ids.push(((await column('select uuid_v7()::text from pg_sleep(0.002)')) as string[])[0]!)
    expect(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([])
    expect([...ids].toSorted()).toEqual(ids)
    const at = Number.parseInt(ids[0]!.replace('-', '').slice(0, 12), 16)
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000)
    const many = await column('select uuid_v7() from generate_series(1, 5000)')
    expect(new Set(many).size).toBe(5000)
  })

  test.each([
    ['2120001371', true, 'the municipality’s own'],
    ['4999000005', true, 'test data'],
    ['4999000013', true, 'test data'],
    ['4999999990', true, 'test data'],
    ['4999000006', false, 'wrong check digit'],
    ['2120001372', false, 'wrong check digit'],
    ['2110001372', false, 'wrong check digit'],
    ['9001011239', false, 'digits 3 and 4 below 20: personal'],
    ['9019991231', false, 'digits 3 and 4 below 20: personal'],
    ['499900-0005', false, 'with a hyphen'],
    ['499900000', false, 'nine digits'],
    ['164999000005', false, 'twelve digits'],
    ['', false, 'nothing'],
    ['٤٩٩٩٠٠٠٠٠٥', false, 'other digits'],
  ])('is_organisation_number(%s) is %s: %s', async (number, expected) => {
    expect(await column('select is_organisation_number($1)', [number])).toEqual([expected])
  })

  test('is_organisation_number agrees with the rule that speaks to people', async () => {
    const numbers = Array.from({ length: 2000 }, () => String(10 ** 9 + Math.floor(Math.random() * 9 * 10 ** 9)))
    const judged = await column(
      'select is_organisation_number(number) from unnest($1::text[]) with ordinality as given(number, place) order by place',
      [numbers],
    )
    const differing = numbers.filter((number, i) => 'digits' in parseOrganisationNumber(number) !== judged[i])
    expect(differing).toEqual([])
  })

  test.each([
    ['2025-06-16', 'day', true],
    [null, 'day', false],
    ['2025-06-01', 'month', true],
    ['2025-06-16', 'month', false],
    [null, 'month', false],
    ['2025-01-01', 'year', true],
    ['2025-06-01', 'year', false],
    [null, 'year', false],
    [null, 'unknown', true],
    ['2025-01-01', 'unknown', false],
  ])('date_fits_precision(%s, %s) is %s', async (date, precision, expected) => {
    expect(await column('select date_fits_precision($1, $2)', [date, precision])).toEqual([expected])
  })

  test.each([
    ['2025-06-16', 'day', '2025-06-16'],
    ['2024-02-01', 'month', '2024-02-29'],
    ['2023-12-01', 'month', '2023-12-31'],
    ['2025-01-01', 'year', '2025-12-31'],
    [null, 'unknown', null],
  ])('period_end(%s, %s) is %s', async (date, precision, expected) => {
    expect(await column('select period_end($1, $2)::text', [date, precision])).toEqual([expected])
  })

  test('places are counted as the rules count them', async () => {
    const { rows } = await t.connection.pool.query(`
      select offered, funded, reserved, filled, places_in_all(offered, funded) as "inAll",
        places_left(offered, funded, reserved, filled) as left
      from generate_series(1, 3) offered, unnest(array[null, 0, 1, 2, 3, 4]) funded, generate_series(0, 2) reserved,
        generate_series(0, 2) filled`)
    expect(rows).toHaveLength(3 * 6 * 3 * 3)
    for (const row of rows) {
      expect(row).toMatchObject({ inAll: placesInAll(row) })
      expect(Math.max(0, row.left), JSON.stringify(row)).toBe(placesLeft(row))
    }
  })

  test.each([
    ['Målområde', 'malomrade'],
    ['ÅÄÖ ÉÜ Ñ', 'aao eu n'],
    ['Œuvre 100 % I', 'oeuvre 100 % i'],
    ['İstanbul', 'istanbul'],
    ['Škoda Łódź', 'skoda lodz'],
    ['Straße ẞ Ý', 'strasse ss y'],
    ['Þórður Æ ǿ', 'thordur a o'],
    ['Nguyễn ﬁlial', 'nguyen filial'],
    ['', ''],
    [null, null],
  ])('fold(%s) is %s', async (text, expected) => {
    expect(await column('select fold($1::text)', [text])).toEqual([expected])
    if (text !== null) expect(fold(text)).toBe(expected)
  })

  test('fold of every Latin letter is what the rules have, and folding again changes nothing', async () => {
    const all = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code))
    // Those from U+A7B8 on are newer than some databases' ICU, which does not know their small letters.
    const letters = all.filter((letter) => /(?=\p{L})\p{Script=Latin}/u.test(letter) && !/[\ua7b8-\ua7ff]/.test(letter))
    expect(letters.length).toBeGreaterThan(1300)
    const folded = await column(
      'select fold(letter) from unnest($1::text[]) with ordinality u (letter, place) order by place',
      [letters],
    )
    expect(folded).toEqual(letters.map(fold))
    expect(letters.map((letter) => fold(fold(letter)))).toEqual(folded)
    // Each that is a letter of the alphabet with marks is found by that letter.
    const marked = letters.filter((letter) => /^[a-zA-Z]\p{M}+$/u.test(letter.normalize('NFD')))
    expect(marked.filter((letter) => fold(letter) !== letter.normalize('NFD')[0]!.toLowerCase())).toEqual([])
  })

  test('fold puts the words of a list beside one another', async () => {
    expect(await column(`select fold(array['Åsa', 'Öst'])`)).toEqual(['asa ost'])
    expect(await column(`select fold('{}'::text[])`)).toEqual([''])
  })
})

describe('migrations', () => {
  const journal = JSON.parse(readFileSync('migrations/meta/_journal.json', 'utf8')) as { entries: unknown[] }

  test('run from nothing, and a second time change nothing', async () => {
    await using database = await emptyDatabase()
    await expect(isMigrated(database.pool)).rejects.toThrow('does not exist')
    await migrate(database.url)
    expect(await isMigrated(database.pool)).toBe(true)
    const { rows: first } = await database.pool.query(`select id, hash from drizzle.__drizzle_migrations order by id`)
    expect(first).toHaveLength(journal.entries.length)
    await migrate(database.url)
    const { rows: second } = await database.pool.query(`select id, hash from drizzle.__drizzle_migrations order by id`)
    expect(second).toEqual(first)
  })

  test('run once, and their preparations one after the other, when four registers start at once', async () => {
    await using database = await emptyDatabase()
    let inside = 0
    let most = 0
    const prepare = async () => {
      inside++
      most = Math.max(most, inside)
      await database.pool.query(
        `insert into sectors (code, label_sv, label_en) values ('prov', 'Prov', 'Trial') on conflict do nothing`,
      )
      inside--
    }
    await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, { asService: prepare })))
    expect(most).toBe(1)
    const { rows } = await database.pool.query(
      `select (select count(*)::int from drizzle.__drizzle_migrations) as migrations, (select count(*)::int from sectors) as sectors`,
    )
    expect(rows).toEqual([{ migrations: journal.entries.length, sectors: 1 }])
  })

  test('give the lock back when a preparation fails', async () => {
    const asService = async () => {
      throw new Error('no disk')
    }
    const failing = migrate(t.databaseUrl, { asService })
    await expect(failing).rejects.toThrow('no disk')
    await migrate(t.databaseUrl)
  })
})

async function emptyDatabase() {
  const { url: server, template } = inject('database')
  const name = `${template}_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name}`)
  const url = databaseUrl(server, name)
  const pool = new pg.Pool({ connectionString: url })
  return {
    url,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end()
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}
