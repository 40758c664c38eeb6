import { isDeepStrictEqual } from 'node:util'
import { fillPlaceholders } from 'drizzle-orm'
import type pg from 'pg'
import type { Database, Reader } from './connect.ts'
import { packed, type Packed } from './packed.ts'
import type { Runner } from './pipeline.ts'
import { parserOf, rowOf, type Selected } from './rows.ts'
import { placeholdersIn, shapeOf, type Values } from './shape.ts'

/** What Drizzle makes of a query, before it runs. */
interface Query<Row> extends PromiseLike<Row[]> {
  prepare(name: string): unknown
  toSQL(): { sql: string; params: unknown[] }
}

/** Of what Drizzle prepares, all that is needed to run it on any connection. */
interface Prepared extends Selected {
  queryConfig: pg.QueryArrayConfig
  params: unknown[]
}

interface Kept extends Pick<Prepared, 'queryConfig' | 'params'> {
  /** Whether Postgres is to keep its plan: one does for all values. */
  hasPlan: boolean
  toRow: (values: unknown[]) => unknown
  /** Known once an answer has told what its columns are. */
  packed?: Packed | undefined
  isKnown: boolean
}

/** Shapes that are kept; the one that nobody has asked for the longest makes room. */
const mostKept = 500
const kept = new Map<string, Kept>()
let made = 0
let queries = 0

/**
 * A query that is built once for each shape of its arguments (which are given, and how many) and then kept: by us with
 * placeholders for its values, and by Postgres with its plan. Building takes Drizzle 0.2 ms, as much as all the rest of
 * reading one row, and planning takes Postgres longer than running. Outside transactions it is sent down the pipeline.
 *
 * Not so a list by the values of filters (`query`): which index is best for it, those decide, and a plan that is kept
 * would walk all rows to find the three of a small organisation. Postgres plans it each time. Like a search (`search`) it
 * may be slow, and takes a connection of its own. A search by `q` is run as it comes.
 *
 * What `build` makes must depend on the shape alone. The first statement of a shape is compared with one of its real
 * values, and throws where they differ.
 */
export function prepared<Args extends object, Row>(
  build: (db: Reader, args: Args) => Query<Row>,
): (db: Reader, args: Args) => PromiseLike<Row[]> {
  const query = `${++queries}:`
  return (db, args) => {
    const values: Values = {}
    const shape = isBare(db) ? null : shapeOf(args, values)
    if (shape === null) return build(db, args)
    const statement = statementOf(query + shape, () => prepare(db, args, values, build))
    const isShort = statement.hasPlan && !('search' in args && args.search)
    return run(runnerOf(db, isShort), statement, values) as Promise<Row[]>
  }
}

async function run(runner: Runner, statement: Kept, values: Values): Promise<unknown[]> {
  const { queryConfig, hasPlan, packed: rows, toRow } = statement
  const params = fillPlaceholders(statement.params, values)
  const unnamed = { ...queryConfig, name: undefined }
  if (rows) {
    const answer = await runner.query({ ...(hasPlan ? queryConfig : unnamed), text: rows.text }, params)
    const read = (answer.rows as [string][]).map(([row]) => rows.read(row))
    if (read.every((row) => row !== undefined)) return read.map(toRow)
  }
  // Its name is for the packed one, if there is to be one.
  const isNamed = hasPlan && statement.isKnown && !rows
  const answer = await runner.query(isNamed ? queryConfig : unnamed, params)
  if (!statement.isKnown) {
    statement.packed = packed(queryConfig.text, answer.fields, queryConfig.types!)
    statement.isKnown = true
  }
  return (answer.rows as unknown[][]).map(toRow)
}

/** Connections for what has time, which keep nothing. */
function isBare(db: Reader): boolean {
  return 'writers' in db && !('pipeline' in db)
}

/** Where it is to run: down the pipeline, on a connection of the pool, or on that of a transaction. */
function runnerOf(db: Reader, isShort: boolean): Runner {
  if ('pipeline' in db) return isShort ? (db.pipeline as Runner) : (db as Database).$client
  return (db as unknown as { _: { session: { client: Runner } } })._.session.client
}

function statementOf(shape: string, make: () => Kept): Kept {
  const statement = kept.get(shape) ?? make()
  // A Map keeps the order in which it was filled.
  kept.delete(shape)
  kept.set(shape, statement)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return statement
}

function prepare<Args extends object>(
  db: Reader,
  args: Args,
  values: Values,
  build: (db: Reader, args: Args) => Query<unknown>,
): Kept {
  const query = build(db, placeholdersIn(args) as Args)
  const wanted = build(db, args).toSQL()
  const found = query.toSQL()
  if (wanted.sql !== found.sql || !isDeepStrictEqual(wanted.params, fillPlaceholders(found.params, values))) {
    throw new Error(`A value decides what a statement says that is to be kept: ${wanted.sql}`)
  }
  const ready = query.prepare(`kept_${++made}`) as Prepared
  const types = { getTypeParser: parserOf(ready.queryConfig.types!) }
  const hasPlan = !Object.keys(values).some((path) => path.startsWith('.query.'))
  const queryConfig = { ...ready.queryConfig, types }
  return { queryConfig, params: ready.params, hasPlan, toRow: rowOf(ready), isKnown: false }
}
