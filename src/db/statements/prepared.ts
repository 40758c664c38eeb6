// Prepared statements, in an LRU cache by the shape of a query. Worth four times as many answers a second for one row: by
// `npm run bench -- --workloads W1,W2`, in turns with a `prepared` that gives back `build` (docs/decisions/0001-statements.md).
import { isDeepStrictEqual } from 'node:util'
import { fillPlaceholders, is, Param, Placeholder } from 'drizzle-orm'
import pg from 'pg'
import type { Reader } from '../connect.ts'
import { sendAlone, sendInBatch } from './batch.ts'
import { packed, type Packed } from './packed.ts'
import { parserOf, rowOf, type Selected } from './rows.ts'
import { placeholdersIn, shapeOf, type Values, type Ways } from './shape.ts'

/** What Drizzle makes of a query, before it runs. */
interface Query<Row> extends PromiseLike<Row[]> {
  prepare(name: string): unknown
  toSQL(): { sql: string; params: unknown[] }
}

interface Manner<Args> {
  /**
   * Arguments whose values decide which index is best. A statement that has any of them Postgres plans each time: a plan
   * that is kept would walk all rows to find the three of a small organisation.
   */
  plannedBy?: string[]
  /** Whether it may take long, so that others should not wait behind it on its connection. */
  isLong?: (args: Args) => boolean
}

/** Of what Drizzle prepares, all that is needed to run it on any connection. */
interface Prepared extends Selected {
  queryConfig: pg.QueryArrayConfig
  params: unknown[]
}

interface Kept {
  params: unknown[]
  toRow: (values: unknown[]) => unknown
  /** Whether Postgres is to keep its plan: one does for all values. */
  hasPlan: boolean
  /** As Drizzle has made it; with a name once it is known that it is not packed. */
  plain: pg.QueryArrayConfig
  /** Known once an answer has told what its columns are. */
  packed?: { config: pg.QueryArrayConfig; rows: Packed }
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
 * reading one row, and planning takes Postgres longer than running. What is short shares a connection with others that are
 * asked for at the same time (`batch.ts`).
 *
 * `ways` says what of the arguments stands in the text of the statement or is one value as a whole; all other text and
 * numbers are its values, one by one. Of an `actor` its kind and role decide what the statement says.
 *
 * What `build` makes must depend on the shape alone. The first statement of a shape is compared with one of its real
 * values, and throws where they differ.
 */
export function prepared<Args extends object, Row>(
  build: (db: Reader, args: Args) => Query<Row>,
  ways: Ways = {},
  { plannedBy = [], isLong = () => false }: Manner<Args> = {},
): (db: Reader, args: Args) => PromiseLike<Row[]> {
  const query = `${++queries}:`
  const all = { ...ofActor, ...ways }
  return (db, args) => {
    if (isBare(db)) return build(db, args)
    const values: Values = {}
    const shape = shapeOf(args, all, values)
    const statement = statementOf(query + shape, () => prepare(db, args, values, build, all, plannedBy))
    return run(senderOn(db, statement.hasPlan && !isLong(args)), statement, values) as Promise<Row[]>
  }
}

const ofActor: Ways = { 'actor.kind': 'in the text', 'actor.role': 'in the text' }

async function run(send: Send, statement: Kept, values: Values): Promise<unknown[]> {
  const { packed: asOne, plain, toRow } = statement
  const params = fillPlaceholders(statement.params, values)
  if (asOne) {
    const answer = await send(asOne.config, params)
    const read = (answer.rows as [string][]).map(([row]) => asOne.rows.read(row))
    if (read.every((row) => row !== undefined)) return read.map(toRow)
  }
  const answer = await send(plain, params)
  if (!statement.isKnown) learn(statement, answer.fields)
  return (answer.rows as unknown[][]).map(toRow)
}

/** One of the two is kept by Postgres: the packed one, where there can be one. */
function learn(statement: Kept, fields: pg.FieldDef[]): void {
  const { plain, hasPlan } = statement
  const name = hasPlan ? `kept_${++made}` : undefined
  const rows = packed(plain.text, fields, plain.types!)
  if (rows) statement.packed = { config: { ...plain, name, text: rows.text }, rows }
  else statement.plain = { ...plain, name }
  statement.isKnown = true
}

/** Connections for what has time, which keep nothing. */
function isBare(db: Reader): boolean {
  return 'writers' in db && db.writers === db.$client
}

type Send = (statement: pg.QueryArrayConfig, values: unknown[]) => Promise<pg.QueryArrayResult>

/** By the connection of the transaction, or by one of the pool's: what is short together, all else by itself. */
function senderOn({ $client }: Reader, isShort: boolean): Send {
  if (!($client instanceof pg.Pool)) return (statement, values) => sendOn($client, statement, values)
  const send = isShort ? sendInBatch : sendAlone
  return (statement, values) => send($client, (client) => sendOn(client, statement, values))
}

/** Prepared statements and their plans stay with a connection until it ends: it takes so many, the first that come. */
const mostNames = 200
const namesOn = new WeakMap<pg.PoolClient, Set<string>>()

function sendOn(
  client: pg.PoolClient,
  statement: pg.QueryArrayConfig,
  values: unknown[],
): Promise<pg.QueryArrayResult> {
  const { name } = statement
  if (name === undefined) return client.query(statement, values)
  let names = namesOn.get(client)
  if (!names) namesOn.set(client, (names = new Set()))
  if (names.size >= mostNames && !names.has(name)) return client.query({ ...statement, name: undefined }, values)
  names.add(name)
  return client.query(statement, values)
}

function statementOf(shape: string, make: () => Kept): Kept {
  const statement = kept.get(shape) ?? make()
  // A Map keeps the order in which it was filled.
  kept.delete(shape)
  kept.set(shape, statement)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return statement
}

/** By the names of their placeholders. */
function valuesIn(params: unknown[]): string[] {
  const values = params.map((param) => (is(param, Param) ? param.value : param))
  return values.filter((value) => is(value, Placeholder)).map(({ name }) => name)
}

function prepare<Args extends object>(
  db: Reader,
  args: Args,
  values: Values,
  build: (db: Reader, args: Args) => Query<unknown>,
  ways: Ways,
  plannedBy: string[],
): Kept {
  const query = build(db, placeholdersIn(args, ways))
  const wanted = build(db, args).toSQL()
  const found = query.toSQL()
  if (wanted.sql !== found.sql || !isDeepStrictEqual(wanted.params, fillPlaceholders(found.params, values))) {
    throw new Error(`A value decides what a statement says that is to be kept: ${wanted.sql}`)
  }
  const ready = query.prepare('') as Prepared
  return {
    params: ready.params,
    toRow: rowOf(ready),
    hasPlan: !valuesIn(ready.params).some((path) => plannedBy.includes(path.split('.', 1)[0]!)),
    plain: { ...ready.queryConfig, name: undefined, types: { getTypeParser: parserOf(ready.queryConfig.types!) } },
    isKnown: false,
  }
}
