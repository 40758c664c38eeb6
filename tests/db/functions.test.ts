import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** What is stored by these changes in a migration, together with them. */
const storing = [
  'date_fits_precision',
  'fold',
  'is_code',
  'is_organisation_number',
  'period_end',
  'places_in_all',
  'places_left',
  'registry_now',
  'uuid_v7',
]
const folder = 'migrations/functions'
const written = readdirSync(folder).flatMap((file) =>
  [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/^create or replace (?:function|procedure) (\w+)/gm)].map(
    ([, name]) => name!,
  ),
)

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const owner = async (query: string) => (await t.connection.pool.query(query)).rows
const refuse = (text: string) =>
  owner(`create or replace function refuse() returns trigger language plpgsql as $$ begin ${text}\n end $$`)
const bodyOfRefuse = async () => (await owner(`select prosrc as body from pg_proc where proname = 'refuse'`))[0].body
const noted = async () => (await owner(`select obj_description('drizzle'::regnamespace) as noted`))[0].noted as string

describe('a function of the database', () => {
  test('stands once, in migrations/functions, unless something is stored by it', async () => {
    const present = await owner(`
      select distinct proname as name from pg_proc where pronamespace = 'public'::regnamespace and not exists (
        select 1 from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e') order by 1`)
    expect(present.map(({ name }) => name)).toEqual([...written, ...storing].toSorted())
    expect(new Set(written).size).toBe(written.length)
  })

  test('is put in place when it is another than the program has, and left alone when it is not', async () => {
    const [right, note] = [await bodyOfRefuse(), await noted()]
    await owner(`comment on schema drizzle is 'functions of before'`)
    await refuse('return null;')
    await Promise.all([migrate(t.databaseUrl), migrate(t.databaseUrl)])
    expect([await bodyOfRefuse(), await noted()]).toEqual([right, note])
    await refuse('return null; -- by hand')
    await migrate(t.databaseUrl)
    expect(await bodyOfRefuse()).toContain('by hand')
  })

  test('is not put back by a program that knows less than the database', async () => {
    await owner(`comment on schema drizzle is 'functions of a version to come'`)
    await owner(`insert into drizzle.__drizzle_migrations (hash, created_at) values ('', 9e12)`)
    await migrate(t.databaseUrl)
    expect(await noted()).toBe('functions of a version to come')
  })

  test('is replaced together with all the others, or not at all', async () => {
    await owner(`delete from drizzle.__drizzle_migrations where created_at = 9e12`)
    await refuse('return null; -- of before')
    // Nothing is replaced by what answers with another type.
    await owner(`drop function redacted(jsonb, text[], jsonb);
      create function redacted(jsonb, text[], jsonb) returns text language sql as $$ select '' $$`)
    await expect(migrate(t.databaseUrl)).rejects.toThrow('cannot change return type')
    expect(await bodyOfRefuse()).toContain('of before')
    await owner('drop function redacted(jsonb, text[], jsonb)')
    await migrate(t.databaseUrl)
    expect(await bodyOfRefuse()).not.toContain('of before')
  })
})
