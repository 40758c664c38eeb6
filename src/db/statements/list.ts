// One way to list: what a list is of, whose rows are shown and by what they are filtered is its own; the rest is the same
// for all: keyset pagination, the count, searching, all of it in batches, one row by its id.
import { eq, sql, type Column, type SQL } from 'drizzle-orm'
import type { PgSelect, PgTable, SelectedFields } from 'drizzle-orm/pg-core'
import type { Reader } from '../connect.ts'
import { tookTooLong } from '../faults.ts'
import type { Filter } from './filters.ts'
import {
  all,
  cutToPage,
  isAfter,
  keyOf,
  orderBy,
  statedNumber,
  type Keyed,
  type Order,
  type Slice,
  type Window,
} from './keyset.ts'
import { prepared } from './prepared.ts'
import type { Ways } from './shape.ts'

/** What any list can be asked with besides its filters. */
export interface PageQuery {
  limit?: number
  page?: number
  cursor?: string
  count?: boolean
  /** A name of the list's `orders`; a minus turns it round. */
  sort?: string
  fields?: string[]
}

/** What is asked of a list: by which query, and who asks, and whatever else its rows depend on (`About`). */
export type Asked<About, Query> = About & { query: Query }

/** Columns that make such a row. Those of a table that is joined from the left may be null in it. */
type ColumnsOf<Row> = { [Name in keyof Row]: ColumnOf<Row[Name]> | ColumnsOf<Row[Name]> }
type ColumnOf<T> =
  SQL<T> | SQL.Aliased<T> | (Column & { _: { data: NonNullable<T>; notNull: null extends T ? boolean : true } })

/** How free text is found (see `search/`). */
export interface TextSearch {
  wordsOf: (q: string) => string[]
  /** The condition for rows that have all of the words: found by an index, or seen in rows that are read anyway. */
  has: (words: string[], found: 'by an index' | 'by walking') => SQL | undefined
  /** Whether so many rows have them that the list is better walked than searched. */
  isCommon?: (db: Reader, words: string[]) => Promise<boolean>
}

interface Definition<About, Query, Row> {
  from: PgTable | ((about: About) => SQL)
  id: Column | SQL
  columns: ColumnsOf<Row> | ((about: About) => ColumnsOf<Row>)
  /** Joins what filters, orders and visibility speak of; at most one row for each. */
  join?: (select: PgSelect, about: About) => PgSelect
  /** Joins what the columns alone speak of: it is not counted. */
  joinShown?: (select: PgSelect, about: About) => PgSelect
  /** Whose rows: holds for those that the caller may know of. */
  isVisible?: (about: About) => SQL | undefined
  /** One for each name of the query that decides which rows are wanted. */
  filters: {
    [Name in Exclude<keyof Query, keyof PageQuery | 'q'>]-?: Filter<
      Exclude<Query[Name], undefined>,
      Asked<About, Query>
    >
  }
  /** Of a list that is about a day: which of its rows certainly were so then; nothing where it is not asked about one. */
  isCertain?: (asked: Asked<About, Query>) => SQL | undefined
  search?: TextSearch
  /** The values of `sort`. */
  orders: Record<string, Omit<Order, 'descending'>>
  /** The order when none is asked for, such as `-createdAt`. */
  fallback: string
  present: (row: Row, asked: Asked<About, Query>) => object
  /** Rows that Postgres itself shows to this caller alone: they are read within `readAs`. */
  isPersonal?: true
  /** What its rows show besides what the register holds: the day or minute that they are shown as of, the language. */
  asOf?: (asked: Asked<About, Query>) => string | number
}

export interface List<About, Query, Row> extends Pick<
  Definition<About, Query, Row>,
  'orders' | 'fallback' | 'present' | 'isPersonal' | 'asOf'
> {
  /** Some of its rows, in order. */
  read: (db: Reader, asked: Asked<About, Query>, order: Order, window: Window) => Promise<Slice<Row>>
  /** The condition for those that are wanted, and that the caller may know of. */
  isWanted: (asked: Asked<About, Query>) => SQL
  /** How many there are in all; and, where the list is about a day, how many of them certainly. */
  count: (db: Reader, asked: Asked<About, Query>) => Promise<{ total: number; totalCertain?: number }>
  /** The row of this id, if the caller may know of it; whatever the filters of the list. */
  find: (db: Reader, id: string, about: About) => Promise<Row | undefined>
}

interface Search {
  words: string[]
  isCommon: boolean
}

/** A list, defined once: its statements are prepared, and each filter says what of them stands in their text. */
export function list<About extends object, Query extends PageQuery & { q?: string }, Row>(
  definition: Definition<About, Query, Row> & ('q' extends keyof Query ? { search: TextSearch } : { search?: never }),
): List<About, Query, Row> {
  const { from, columns, join, joinShown, isVisible, isCertain, search } = definition
  const id = sql`${definition.id}`
  const filters = Object.entries<Filter<never, Asked<About, Query>>>(definition.filters).map(([name, filter]) =>
    typeof filter === 'function' ? { name, way: undefined, condition: filter } : { name, ...filter },
  )

  const filterNames = new Set(filters.map(({ name }) => name))

  function select(db: Reader, selected: SelectedFields, about: About): PgSelect {
    const rows = db
      .select(selected)
      .from(typeof from === 'function' ? from(about) : from)
      .$dynamic()
    return join ? join(rows, about) : rows
  }

  function selectShown(db: Reader, beside: SelectedFields, about: About): PgSelect {
    const shown = typeof columns === 'function' ? columns(about) : columns
    const rows = select(db, { ...shown, ...beside }, about)
    return joinShown ? joinShown(rows, about) : rows
  }

  function isWanted(asked: Asked<About, Query>): SQL {
    const wanted = filters.map(({ name, condition }) => {
      const value = asked.query[name as keyof Query]
      return value === undefined ? undefined : condition(value as never, asked)
    })
    return all(isVisible?.(asked), ...wanted)
  }

  const ways: Ways = {
    order: 'in the text',
    'window.limit': 'in the text',
    'window.offset': 'in the text',
    ...Object.fromEntries(filters.flatMap(({ name, way }) => (way ? [[`query.${name}`, way]] : []))),
  }

  type PageAsked = Asked<About, Query> & { search: Search | undefined; order: Order; window: Window }
  const rowsOfPage = prepared(
    (db, asked: PageAsked) => {
      const { order, window } = asked
      const certain = isCertain?.(asked)
      return selectShown(db, { id, sortKey: keyOf(order), ...(certain && { isCertain: certain }) }, asked)
        .where(all(isWanted(asked), has(asked.search), isAfter(order, id, window.after)))
        .orderBy(...orderBy(order, id))
        .limit(statedNumber(window.limit + 1))
        .offset(statedNumber(window.offset))
    },
    ways,
    { plannedBy: ['query', 'actor'], isLong: ({ search: by }) => by !== undefined },
  )
  const rowById = prepared((db, about: About & { rowId: string }) => {
    const isIt = eq(id, about.rowId)
    return selectShown(db, {}, about).where(all(isIt, isVisible?.(about)))
  })

  function has(asked: Search | undefined): SQL | undefined {
    return asked && search?.has(asked.words, asked.isCommon ? 'by walking' : 'by an index')
  }

  /** A walk past many rows that have common words; back to the index where they are not as common as was thought. */
  async function searched<T>(db: Reader, words: string[], read: (search: Search) => PromiseLike<T>): Promise<T> {
    try {
      if (await search?.isCommon?.(db, words)) return await read({ words, isCommon: true })
    } catch (error) {
      // Common, but not where the page begins, or not beside the other filters.
      if (!tookTooLong(error)) throw error
    }
    return read({ words, isCommon: false })
  }

  /** Without what is about pages: no statement has anything of it. */
  function byFilters(asked: Asked<About, Query>): Asked<About, Query> {
    const query = Object.fromEntries(Object.entries(asked.query).filter(([name]) => filterNames.has(name)))
    return { ...asked, query: query as Query }
  }

  const wordsIn = ({ query: { q } }: Asked<About, Query>) => (q === undefined ? [] : (search?.wordsOf(q) ?? []))

  const { orders, fallback, present, isPersonal, asOf } = definition
  return {
    orders,
    fallback,
    present,
    ...(isPersonal && { isPersonal }),
    ...(asOf && { asOf }),
    isWanted,
    async read(db, asked, order, window) {
      const words = wordsIn(asked)
      const read = (by?: Search) => rowsOfPage(db, { ...byFilters(asked), search: by, order, window })
      const found = await (words.length === 0 ? read() : searched(db, words, read))
      const { rows, next } = cutToPage(found as (object & Keyed)[], window.limit)
      // What Drizzle makes of `columns` is a row: `ColumnsOf` has seen to it.
      return { rows: rows as Row[], ...(next && { next }) }
    },
    async count(db, asked) {
      const words = wordsIn(asked)
      const found = words.length === 0 ? undefined : has({ words, isCommon: false })
      const certain = isCertain?.(asked)
      const counts = {
        total: sql<number>`count(*)::int`,
        ...(certain && { totalCertain: sql<number>`(count(*) filter (where ${certain}))::int` }),
      }
      const [counted] = await select(db, counts, asked).where(all(isWanted(asked), found))
      return counted as { total: number; totalCertain?: number }
    },
    async find(db, rowId, about) {
      const [row] = (await rowById(db, { ...about, rowId })) as Row[]
      return row
    },
  }
}

/** The order that a query asks for. */
export function orderOf<About, Query, Row>(
  { orders, fallback }: List<About, Query, Row>,
  { sort = fallback }: PageQuery,
): Order {
  return { ...orders[sort.replace(/^-/, '')]!, descending: sort.startsWith('-') }
}

/** All of a list, in batches; while one is on its way to the reader, Postgres is at the next. */
export async function* batchesOf<About, Query extends PageQuery, Row>(
  db: Reader,
  listed: List<About, Query, Row>,
  asked: Asked<About, Query>,
  size: number,
): AsyncGenerator<Row[]> {
  const order = orderOf(listed, asked.query)
  const readAfter = (after?: Slice<Row>['next']) => {
    const reading = listed.read(db, asked, order, { limit: size, offset: 0, after })
    // Nobody may be there any more to hear that it failed.
    reading.catch(() => {})
    return reading
  }
  for (let reading: Promise<Slice<Row>> | undefined = readAfter(); reading;) {
    const { rows, next }: Slice<Row> = await reading
    reading = next && readAfter(next)
    yield rows
  }
}
