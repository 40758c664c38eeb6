import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { connect, type Connection } from '../../src/db/connect.ts'
import { forgetSignIns } from '../../src/identity/sign-in-cache.ts'
import { administer, databaseUrl } from './global-setup.ts'

/**
 * Databases as the template is, and the register's connections to them. One costs a tenth of a second to copy and to
 * drop, more than most tests do in theirs, so the tests of one process hand theirs on, put back in one statement. That
 * statement knows what a test did by the transactions that wrote: a row is the template's as long as none has since.
 */
interface TestDatabase {
  url: string
  service: Connection
  /** The first transaction that the template knows nothing of. */
  since: string
  client: pg.Client
}

const idle: TestDatabase[] = []
const taken = new Map<string, TestDatabase>()

/** A database that is as the template, and connections to it for the register. */
export async function takeDatabase(): Promise<{ url: string; service: Connection }> {
  const database = idle.pop() ?? (await copyTemplate())
  taken.set(database.url, database)
  return database
}

/** Puts it back for the next test, or closes and drops what cannot be put back. Nobody works on it any more. */
export async function releaseDatabase(url: string, service: Connection): Promise<void> {
  const database = taken.get(url)
  taken.delete(url)
  if (database && (await isAtRest(service)) && (await isPutBack(database))) {
    forgetSignIns(service.db)
    idle.push(database)
    return
  }
  await service.close()
  await database?.client.end().catch(() => {})
  await administer(inject('database').url, `drop database ${new URL(url).pathname.slice(1)} with (force)`)
}

const restsWithinMs = 1_000
/** Of each kind. A test that opens more is about them, and not the usual one. */
const mostConnections = 5

/** Whether nobody uses the connections: a caller who left may have had a statement under way. */
async function isAtRest({ pool, db: { writers } }: Connection): Promise<boolean> {
  const isBusy = () => [pool, writers].some(({ totalCount, idleCount }) => totalCount > idleCount)
  for (const end = Date.now() + restsWithinMs; isBusy() && Date.now() < end;) await sleep(1)
  return !isBusy() && [pool, writers].every(({ totalCount, ended }) => totalCount <= mostConnections && !ended)
}

async function copyTemplate(): Promise<TestDatabase> {
  const { url: server, template } = inject('database')
  const name = `${template}_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name} template ${template}`)
  const url = databaseUrl(server, name)
  // Triggers and foreign keys stay still, and the log that takes nothing back takes it from here.
  const client = new pg.Client({ connectionString: url, options: '-c session_replication_role=replica' })
  client.on('error', () => {})
  await client.connect()
  known ??= await readTemplate(client)
  return { url, service: connect(url, () => {}), since: await nextTransaction(client), client }
}

/** What there is in the template: the statement that puts a copy back, and its rows for those that were changed. */
interface Template {
  statement: string
  tables: { name: string; columns: string; rows: string; count: number }[]
  catalogue: number
}
let known: Template | undefined

/** Where a change of the schema shows, and not the statistics that Postgres gathers by itself. */
const catalogues = [
  'pg_class',
  'pg_attribute',
  'pg_attrdef',
  'pg_constraint',
  'pg_index',
  'pg_namespace',
  'pg_policy',
  'pg_proc',
  'pg_rewrite',
  'pg_trigger',
  'pg_type',
]
/** Rows of others that say something of this database. */
const settings =
  '(select count(*) from pg_db_role_setting s join pg_database d on d.oid = setdatabase and datname = current_database())'
const entries = [...catalogues.map((name) => `(select count(*) from ${name})`), settings].join(' + ')
/** More rows than this leave more behind in the files than the next test should read over. */
const mostRows = 3_000

async function readTemplate(client: pg.Client): Promise<Template> {
  const { rows: found } = await client.query<{ name: string; columns: string }>(`
    select format('%I.%I', nspname, relname) as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_class c join pg_namespace n on n.oid = relnamespace
      join pg_attribute a on attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
    where relkind = 'r' and nspname <> 'information_schema' and nspname not like 'pg\\_%'
    group by 1 order by 1`)
  const tables = []
  for (const table of found) {
    const { rows } = await client.query<{ rows: string; count: number }>(
      `select coalesce(json_agg(t), '[]')::text as rows, count(*)::int as count from ${table.name} t`,
    )
    tables.push({ ...table, ...rows[0]! })
  }
  const { rows: sequences } = await client.query<{ name: string; value: string | null; start: string }>(`
    select format('%I.%I', schemaname, sequencename) as name, last_value::text as value, start_value::text as start
    from pg_sequences`)
  const {
    rows: [counted],
  } = await client.query<{ entries: string }>(`select ${entries} as entries`)
  const isNew = 'age(xmin) <= age($1::xid)'
  const statement = `with ${tables.map(({ name }, i) => `t${i} as (delete from ${name} where ${isNew} returning 1)`).join(', ')}
    select array[${tables.map(({ name }) => `(select count(*) from ${name} where not ${isNew})`).join(', ')}]::int[] as left,
      ${tables.map((_, i) => `(select count(*) from t${i})`).join(' + ')} as deleted,
      ${entries} as entries,
      (${catalogues.map((name) => `(select count(*) from ${name} where ${isNew})`).join(' + ')}) as changed,
      (select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle') as others
      ${sequences.map(({ name, value, start }) => `, setval('${name}', ${value ?? start}, ${value !== null})`).join('')}`
  return { statement, tables, catalogue: Number(counted!.entries) }
}

async function isPutBack(database: TestDatabase): Promise<boolean> {
  const { client } = database
  const { statement, tables, catalogue } = known!
  try {
    const { rows } = await client.query({ name: 'put back', text: statement, values: [database.since] })
    const { left, deleted, entries: now, changed, others } = rows[0] as Record<string, number> & { left: number[] }
    if (Number(now) !== catalogue || Number(changed) > 0 || Number(others) > 0 || Number(deleted) > mostRows)
      return false
    for (const [i, { name, columns, rows: whole, count }] of tables.entries()) {
      if (left[i] === count) continue
      await client.query(`delete from ${name}`)
      await client.query(
        `insert into ${name} (${columns}) overriding system value select ${columns} from json_populate_recordset(null::${name}, $1)`,
        [whole],
      )
    }
    database.since = await nextTransaction(client)
    return true
  } catch {
    // A table or a connection that the statement counts on is gone.
    return false
  }
}

async function nextTransaction(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::xid::text as next',
  )
  return rows[0]!.next
}
