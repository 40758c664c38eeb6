import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { addressOf } from '../address.ts'
import { StartupError } from '../../errors.ts'
import { format, keptTables, quoted, type Mark } from './file.ts'
import { schemaVersion } from '../migrate.ts'

const rowsAtOnce = 1_000

/**
 * Writes all that the register keeps to a new file, as it is at one moment, while the register works on; promises a whole
 * file of that name or none, which only its owner may read. Needs the owner of the tables, and answers how many rows it
 * wrote. Memory does not grow with the register.
 */
export async function backUp(url: string, file: string): Promise<number> {
  if (await stat(file).catch(() => undefined)) throw new StartupError(`${file} is there already. Name a new file.`)
  const part = `${file}.part`
  const client = new pg.Client({ options: '-c TimeZone=UTC -c DateStyle=ISO', ...addressOf(url) })
  client.on('error', () => {})
  await client.connect()
  try {
    await rm(part, { force: true })
    const written = { rows: 0 }
    const output = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true })
    await pipeline(linesOf(client, written), createGzip(), output)
    await rename(part, file)
    // Else a power cut could lose the name.
    const directory = await open(dirname(file), 'r')
    await directory.sync()
    await directory.close()
    return written.rows
  } catch (error) {
    await rm(part, { force: true })
    throw faultOf(error, file)
  } finally {
    await client.end()
  }
}

async function* linesOf(client: pg.Client, written: { rows: number }): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const line = (mark: Mark) => hashed(`${JSON.stringify(mark)}\n`)
  const hashed = (text: string) => {
    hash.update(text)
    return text
  }
  // A policy that hides rows fails the backup (row_security), rather than leaving a part of them out of it.
  await client.query(`
    begin isolation level repeatable read read only;
    set local row_security = off; set local bytea_output = hex;
    set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`)
  const schema = await schemaVersion(client)
  if (schema === undefined) throw new StartupError('There is no register in this database.')
  const tables = await keptTables(client)
  yield line(['backup', { format, madeAt: new Date().toISOString(), schema, tables }])
  for (const { name } of tables) {
    yield line(['table', name])
    let count = 0
    await client.query(`declare kept no scroll cursor for select to_jsonb(t)::text as row from ${quoted(name)} t`)
    for (;;) {
      const { rows } = await client.query<[string]>({ text: `fetch ${rowsAtOnce} from kept`, rowMode: 'array' })
      if (rows.length === 0) break
      count += rows.length
      yield hashed(`${rows.join('\n')}\n`)
    }
    await client.query('close kept')
    yield line(['rows', count])
    written.rows += count
  }
  // Read last: a sequence is not of any moment, and may stand too far but never too near.
  for (const { name } of await sequences(client)) {
    const { rows } = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoted(name)}`,
    )
    yield line(['sequence', name, Number(rows[0]!.last), rows[0]!.called])
  }
  await client.query('commit')
  yield `${JSON.stringify(['end', hash.digest('hex')] satisfies Mark)}\n`
}

async function sequences(client: pg.Client): Promise<{ name: string }[]> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1`)
  return rows
}

/** What went wrong with the file, for a person; the database's own errors as they are. */
function faultOf(error: unknown, file: string): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException
  const ofFile = syscall !== undefined && !/^E(CONN|PIPE|TIMEDOUT|HOST|NET)/.test(code)
  return ofFile ? new StartupError(`${file} cannot be written (${code}). Name another file.`) : error
}
