import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { miscounted } from './places-load.ts'

type Row = Record<string, unknown>

/**
 * What is wrong with a register's rows: counters that are not their sums, constraints that would refuse a row that lies
 * there, codes that no vocabulary has, and rows that their log does not lead to. Needs the owner of the tables.
 */
export async function damage(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read; set local statement_timeout = 0')
    return [
      ...(await miscounted(client)).map((row) => `counters: ${JSON.stringify(row)}`),
      ...(await miscovered(client)),
      ...(await strangeCodes(client)),
      ...(await unlogged(client)),
      ...(await unfit(client)),
    ]
  } finally {
    client.release(true)
  }
}

async function miscovered(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`
    select id from needs where covered <> (
      select coalesce(sum(quantity), 0) from allocations
      where need_id = needs.id and status in ('reserved', 'confirmed', 'started', 'completed'))`)
  return rows.map(({ id }) => `needs ${id} is not covered by what its allocations hold`)
}

/** What the foreign keys of arrays would refuse: triggers hold them. */
async function strangeCodes(client: pg.ClientBase): Promise<string[]> {
  const { rows: keys } = await client.query<{ source: string; arguments: string[] }>(`
    select tgrelid::regclass::text as source, string_to_array(encode(tgargs, 'escape'), '\\000') as arguments
    from pg_trigger where tgfoid = 'codes_exist'::regproc`)
  const found: string[] = []
  for (const {
    source,
    arguments: [column, target],
  } of keys) {
    const { rows } = await client.query<{ id: string }>(
      `select id from ${source} where not ${column} <@ array(select code from ${target})`,
    )
    found.push(...rows.map(({ id }) => `${source} ${id} has ${column} that ${target} does not`))
  }
  return found
}

/** Adds each check and foreign key once more, under another name: that reads every row. */
async function unfit(client: pg.ClientBase): Promise<string[]> {
  const { rows: constraints } = await client.query<{ name: string; source: string; definition: string }>(`
    select conname as name, conrelid::regclass::text as source, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype in ('c', 'f') and connamespace = 'public'::regnamespace`)
  const found: string[] = []
  for (const { name, source, definition } of constraints) {
    await client.query(`savepoint before; alter table ${source} add constraint again ${definition}`).catch(() => {
      found.push(`${source} has a row that ${name} refuses`)
    })
    await client.query('rollback to before')
  }
  return found
}

/** Follows each row through the log: versions without a gap, and at the end what the row holds now. */
async function unlogged(client: pg.ClientBase): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string; hidden: string[] }>(`
    select tgrelid::regclass::text as name, string_to_array(encode(tgargs, 'escape'), '\\000') as hidden
    from pg_trigger where tgfoid = 'log_change'::regproc`)
  const found: string[] = []
  for (const { name, hidden } of tables) {
    const told = new Map<string, { version: number; values: Row | null }>()
    const { rows: log } = await client.query<Entry>(
      `select row_id as id, row_version as version, operation, new_values as becomes from changes
      where table_name = $1 order by seq`,
      [name],
    )
    for (const entry of log) {
      const before = told.get(entry.id)
      const expected =
        entry.operation === 'insert'
          ? 1
          : (before?.version ?? 0) + (['update', 'erase'].includes(entry.operation) ? 1 : 0)
      if (entry.version !== expected) found.push(`${name} ${entry.id} goes to version ${entry.version} in the log`)
      const values = entry.operation === 'delete' ? null : { ...before?.values, ...entry.becomes }
      told.set(entry.id, { version: entry.version, values })
    }
    // What a migration has taken away with its column is in the log alone.
    const { rows: columns } = await client.query<{ column: string }>(
      `select attname as column from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [name],
    )
    const kept = new Set(columns.map(({ column }) => column))
    const { rows } = await client.query<{ row: Row & { id: string; version: number } }>(
      `select to_jsonb(t) - computed_columns('${name}') as row from ${name} t`,
    )
    for (const { row } of rows) {
      const last = told.get(row.id)
      told.delete(row.id)
      if (last?.version !== row.version) found.push(`${name} ${row.id} is not at the version that its log ends with`)
      const differing = Object.entries(last?.values ?? {}).filter(
        ([column, value]) =>
          // What was taken out of the log says nothing of the row.
          value !== '[redacted]' &&
          kept.has(column) &&
          !hidden.includes(column) &&
          !unversioned.has(column) &&
          !isDeepStrictEqual(row[column], value),
      )
      found.push(...differing.map(([column]) => `${name} ${row.id} has another ${column} than its log says`))
    }
    const lost = [...told].filter(([, { values }]) => values !== null)
    found.push(...lost.map(([id]) => `${name} ${id} is gone, and the log does not say so`))
  }
  return found
}

interface Entry {
  id: string
  version: number
  operation: 'insert' | 'update' | 'delete' | 'erase' | 'derive'
  becomes: Row | null
}

/** Before entries held whole rows an update kept only what it changed, and these not with it. */
const unversioned = new Set(['version', 'updated_at'])
