import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { addressOf } from '../address.ts'
import { StartupError } from '../../errors.ts'
import { format, keptTables, quoted, type Header, type Mark, type Table } from './file.ts'
import { applyMigrations, bringUp, knownSchemas, preparationLock, schemaVersion } from '../migrate.ts'

const charactersAtOnce = 1_000_000
/** Far longer than any row that the register makes. */
const longestLine = 64_000_000

/**
 * Reads a backup into a database that holds no register yet, or one without a single row; all of it or, when anything is
 * wrong, nothing: the whole file is held against its checksum first, and again while it is read, in one transaction. A backup of an earlier schema is read
 * into that schema and then migrated. Needs the owner of the database, and answers how many rows it read.
 *
 * Triggers stay silent meanwhile: versions, counters and log come out of the file as they were. Checks, unique keys and
 * foreign keys hold as ever.
 */
export async function restore(url: string, file: string): Promise<number> {
  const lines = verifiedLines(file)
  while (!(await lines.next()).done);
  const client = new pg.Client({ options: '-c TimeZone=UTC -c DateStyle=ISO', ...addressOf(url) })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`
      begin; set local row_security = off;
      set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`)
    await client.query('select pg_advisory_xact_lock($1)', [preparationLock])
    const rows = await readInto(client, file)
    await client.query('commit')
    return rows
  } finally {
    // Closing the session undoes what was not committed.
    await client.end()
  }
}

async function readInto(client: pg.Client, file: string): Promise<number> {
  let tables = new Map<string, Table>()
  let finish = async () => {}
  let current: Table | undefined
  let [total, count, size] = [0, 0, 0]
  let batch: string[] = []

  for await (const line of verifiedLines(file)) {
    if (line.startsWith('[')) {
      await follow(JSON.parse(line) as Mark)
    } else {
      batch.push(line)
      size += line.length
      count++
      if (size > charactersAtOnce) await write()
    }
  }
  await finish()
  return total

  async function follow(mark: Mark): Promise<void> {
    switch (mark[0]) {
      case 'backup':
        tables = await prepare(client, mark[1])
        finish = await silence(client, [...tables.keys()])
        break
      case 'table':
        current = tables.get(mark[1])
        break
      case 'rows':
        await write()
        if (mark[1] !== count) throw damaged(file)
        total += count
        count = 0
        break
      case 'sequence':
        await client.query('select setval($1::regclass, $2, $3)', [quoted(mark[1]), mark[2], mark[3]])
        break
      case 'end':
        break
    }
  }

  async function write(): Promise<void> {
    if (batch.length === 0 || !current) return
    const [name, columns] = [quoted(current.name), current.columns.map(quoted).join(', ')]
    await client.query(
      `insert into ${name} (${columns}) overriding system value
        select ${columns} from json_populate_recordset(null::${name}, $1::json)`,
      [`[${batch.join(',')}]`],
    )
    batch = []
    size = 0
  }
}

/** Brings the database to the schema of the backup. Throws StartupError when it holds anything. */
async function prepare(client: pg.Client, header: Header): Promise<Map<string, Table>> {
  if (header.format !== format || !knownSchemas.includes(header.schema)) {
    throw new StartupError('The backup was made by a newer version of the register. Restore it with that version.')
  }
  const present = await schemaVersion(client)
  if (present === undefined) {
    if ((await keptTables(client)).length > 0) throw occupied('other tables')
    await applyMigrations(client, header.schema)
  } else if (present !== header.schema) {
    throw new StartupError(
      'The backup is of an earlier schema than this database has already. Restore it into an empty database, where nothing has been migrated: it is migrated afterwards.',
    )
  }
  const tables = await keptTables(client)
  const fitting = tables.length === header.tables.length && tables.every((table) => fits(table, header))
  if (!fitting) throw new StartupError('The backup does not have the tables of its schema: it was altered by hand.')
  // The head of the log's chain is there from the start.
  const rowless = present === undefined ? [] : tables.filter(({ name }) => name !== 'chain_head')
  for (const { name } of rowless) {
    const { rows } = await client.query(`select 1 from ${quoted(name)} limit 1`)
    if (rows.length > 0) throw occupied(name)
  }
  return new Map(tables.map((table) => [table.name, table]))
}

function fits({ name, columns }: Table, { tables }: Header): boolean {
  const kept = tables.find((table) => table.name === name)
  return kept?.columns.toSorted().join() === columns.toSorted().join()
}

/** Takes triggers and foreign keys out of the way of rows in any order; what it gives back puts them in place again. */
async function silence(client: pg.Client, tables: string[]): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ source: string; name: string; definition: string }>(`
    select relname as source, conname as name, pg_get_constraintdef(pg_constraint.oid) as definition
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where contype = 'f' and connamespace = 'public'::regnamespace`)
  for (const { source, name } of keys) {
    await client.query(`alter table ${quoted(source)} drop constraint ${quoted(name)}`)
  }
  // What a migration has put into a table comes out of the file.
  for (const name of tables.map(quoted)) {
    await client.query(`alter table ${name} disable trigger user; delete from ${name}`)
  }
  return async () => {
    for (const { source, name, definition } of keys) {
      await client.query(`alter table ${quoted(source)} add constraint ${quoted(name)} ${definition}`)
    }
    for (const name of tables) await client.query(`alter table ${quoted(name)} enable trigger user`)
    await bringUp(client)
  }
}

/**
 * The lines of a backup before its end. Throws StartupError after the last of them, unless they are what its checksum says
 * and nothing at all follows it: neither a line, nor another member or anything else behind the compressed text.
 */
async function* verifiedLines(file: string): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let isEnded = false
  for await (const line of linesOf(file)) {
    if (isEnded) throw damaged(file)
    if (line.startsWith('["end"')) {
      isEnded = line === JSON.stringify(['end', hash.digest('hex')] satisfies Mark)
      if (!isEnded) throw damaged(file)
    } else {
      hash.update(`${line}\n`)
      yield line
    }
  }
  if (!isEnded) throw damaged(file)
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const text = createGunzip().setEncoding('utf8')
  const stream = createReadStream(file).on('error', (error) => text.destroy(error))
  let begun: string[] = []
  let length = 0
  try {
    for await (const chunk of stream.pipe(text) as AsyncIterable<string>) {
      const lines = chunk.split('\n')
      for (const part of lines.slice(0, -1)) {
        yield begun.join('') + part
        begun = []
        length = 0
      }
      const rest = lines.at(-1)!
      begun.push(rest)
      length += rest.length
      if (length > longestLine) throw damaged(file)
    }
    // Zlib passes over what stands behind the last member and is none.
    if (length > 0 || text.bytesWritten !== stream.bytesRead) throw damaged(file)
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException
    if (error instanceof StartupError) throw error
    throw syscall ? new StartupError(`${file} cannot be read (${code}).`) : damaged(file)
  } finally {
    stream.destroy()
  }
}

function damaged(file: string): StartupError {
  return new StartupError(`${file} is damaged or incomplete. Nothing was restored.`)
}

function occupied(by: string): StartupError {
  return new StartupError(
    `The database is not empty (${by}). Nothing was restored. Restore into an empty one: another DATA_DIR, or a DATABASE_URL of a new database.`,
  )
}
