// What a write costs Postgres, part by part: the processor time of one backend for an insert into contributions, as it is
// and with parts taken away. `node tests/bench/writes.ts [ROWS]`; on Linux, with a PostgreSQL of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { fill, organisationId } from './fill.ts'

const rows = Number(process.argv[2] ?? 100_000)
const rounds = 25
const insertsEach = 40

const insert = `insert into contributions (organisation_id, type, title, description, areas, starts_on, ends_on, apply_by, place,
    offered, status, published_at)
  values ($1, 'feriejobb', $2, 'Ett påhittat sommarjobb för den som vill pröva på ett yrke tillsammans med en handledare.',
    array[(select min(code) from areas)], '2041-06-16', '2041-07-11', '2041-04-30', 'Ytterby', 5, 'published', now()) returning id, version`
const actor = `select set_config('app.actor_kind', 'api_key', true), set_config('app.actor_role', 'partner', true),
  set_config('app.actor_id', $2, true), set_config('app.actor_organisation_id', $1, true), set_config('app.request_id', $3, true)`

/** Taken away one after the other, each with all those before it. */
const parts: [string, string][] = [
  ['as it is', ''],
  ['the log’s indexes', dropIndexes('changes', 'true')],
  ['the entry of the log', 'alter table contributions disable trigger log_change'],
  [
    'codes that exist',
    'alter table contributions disable trigger areas_known; alter table contributions disable trigger target_groups_known',
  ],
  ['the other triggers', 'alter table contributions disable trigger user'],
  ['the index of words', dropIndexes('contributions', `amname = 'gin' and pg_get_indexdef(indexrelid) like '%trgm%'`)],
  ['the indexes of codes', dropIndexes('contributions', `amname = 'gin'`)],
  ['the other indexes', dropIndexes('contributions', 'true')],
  ['foreign keys', dropConstraints('f')],
  ['checks', dropConstraints('c')],
  ['the folded text', 'alter table contributions drop column search_text'],
]

function dropIndexes(table: string, which: string): string {
  return `do $$ declare name text; begin
    for name in select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
      where indrelid = '${table}'::regclass and not indisprimary and ${which}
    loop execute 'drop index ' || name; end loop; end $$`
}

function dropConstraints(type: 'c' | 'f'): string {
  return `do $$ declare name text; begin
    for name in select conname from pg_constraint where conrelid = 'contributions'::regclass and contype = '${type}'
    loop execute 'alter table contributions drop constraint ' || name || ' cascade'; end loop; end $$`
}

const directory = mkdtempSync(join(tmpdir(), 'register-writes-'))
const server = await openEmbedded(directory, {
  use: 'exclusive',
  settings: { fsync: 'off', synchronous_commit: 'off' },
})
const client = new pg.Client(server.ownerUrl)
try {
  await fill(server.ownerUrl, rows)
  await client.connect()
  const backend = (await client.query('select pg_backend_pid() as pid')).rows[0].pid as number
  /** Nanoseconds on a processor so far: first figure of the kernel's account. */
  const spent = () => Number(readFileSync(`/proc/${backend}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  let n = 0
  const one = async () => {
    await client.query('begin')
    await client.query({ name: 'actor', text: actor, values: [organisationId(1), organisationId(9), `request-${++n}`] })
    await client.query({ name: 'insert', text: insert, values: [organisationId(1), `Sommarjobb ${n} (påhittat)`] })
    await client.query('commit')
  }
  const measure = async () => {
    const each: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = spent()
      for (let i = 0; i < insertsEach; i++) await one()
      each.push((spent() - before) / insertsEach)
    }
    // What others do on the machine only ever adds to it.
    return each.toSorted((a, b) => a - b)[Math.floor(rounds / 5)]!
  }
  console.log(`| without, one after the other | ms | part |\n| --- | --- | --- |`)
  let last: number | undefined
  for (const [name, statement] of parts) {
    if (statement) await client.query(statement)
    await client.query('discard plans')
    for (let i = 0; i < 20; i++) await one()
    const now = await measure()
    console.log(`| ${name} | ${now.toFixed(3)} | ${last === undefined ? '' : (last - now).toFixed(3)} |`)
    last = now
    if (!statement) {
      const sealing = spent()
      const { rows: sealed } = await client.query('select seal_changes(2000) as count')
      console.log(`| (sealing an entry, later) | ${((spent() - sealing) / sealed[0].count).toFixed(3)} | |`)
    }
  }
} finally {
  await client.end()
  await server.stop()
  rmSync(directory, { recursive: true })
}
