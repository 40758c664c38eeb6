// One page of a list, for whoever shows it: which rows, where the next page begins, how many there are in all.
import { hash } from 'node:crypto'
import { RegistryError, type Fault } from '../../errors.ts'
import { isUuid } from '../../uuid.ts'
import type { Reader } from '../connect.ts'
import { fitsOrder, type Order, type Position, type Window } from './keyset.ts'
import { orderOf, type Asked, type List, type PageQuery } from './list.ts'

/** `page` reaches so far. */
export const deepestRow = 10_000
export const usualLimit = 20

export interface Page<Row> {
  rows: Row[]
  /** The cursor of the next page, when more rows follow. */
  next?: string
  /** When they were asked for. */
  total?: number
  totalCertain?: number
}

/**
 * Looks at which page of a list is asked for, and gives the reading of it (for a list of personal rows, within `readAs`).
 * `address` tells whose cursor a cursor is. Throws `invalid_request` for a page that there cannot be.
 */
export function pageOf<About, Query extends PageQuery, Row>(
  list: List<About, Query, Row>,
  asked: Asked<About, Query>,
  address: string,
): (db: Reader) => Promise<Page<Row>> {
  const { query } = asked
  const sort = query.sort ?? list.fallback
  const order = orderOf(list, query)
  const filters = fingerprintOf(query, address)
  const window = windowOf(query, order, sort, filters)
  return async (db) => {
    const { rows, next } = await list.read(db, asked, order, window)
    return {
      rows,
      ...(next && { next: cursorOf(sort, next, filters) }),
      ...(query.count && (await list.count(db, asked))),
    }
  }
}

function windowOf(query: PageQuery, order: Order, sort: string, filters: string): Window {
  const { limit = usualLimit, page = 1, cursor } = query
  if (cursor !== undefined) {
    if (page > 1) throw refused('/page', 'Use page or cursor, not both.', 'Använd page eller cursor, inte båda.')
    return { limit, offset: 0, after: positionIn(cursor, order, sort, filters) }
  }
  const offset = (page - 1) * limit
  if (offset + limit > deepestRow && offset > 0) {
    throw refused(
      '/page',
      `Pages end at row ${deepestRow}. Follow _links.next instead: it goes as far as the list.`,
      `Sidor slutar vid rad ${deepestRow}. Följ _links.next i stället: den går så långt som listan.`,
    )
  }
  return { limit, offset }
}

/**
 * A cursor holds a place in an order, and which order and filters it belongs to. It is no secret and no permission:
 * who sees what is decided anew on every page. The digest only tells a cursor of ours from one bent by hand.
 */
export function cursorOf(sort: string, { key, id }: Position, filters: string): string {
  const content = JSON.stringify([sort, key, id, filters])
  return Buffer.from(JSON.stringify([content, digest(content)])).toString('base64url')
}

function positionIn(cursor: string, order: Order, wantedSort: string, filters: string): Position {
  // Made when it is needed: each takes a stack trace.
  const wrong = () =>
    refused(
      '/cursor',
      'This is not a cursor of this list. Take it from _links.next, with the same sort and filters.',
      'Detta är ingen markör för denna lista. Ta den från _links.next, med samma sortering och filter.',
    )
  let parts: unknown
  try {
    const [content, seal] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [string, string]
    if (digest(content) !== seal) throw wrong()
    parts = JSON.parse(content)
  } catch {
    throw wrong()
  }
  // The digest is no secret: whoever makes one can put anything under it.
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw wrong()
  const [sort, key, id, of] = parts as [string, string, string, string]
  if (parts.length !== 4 || sort !== wantedSort || of !== filters || !fitsOrder(order, key) || !isUuid(id))
    throw wrong()
  return { key, id }
}

const aboutPages: string[] = ['limit', 'page', 'cursor', 'count', 'fields', 'sort'] satisfies (keyof PageQuery)[]

/** Of which list it is, and the part of its query that decides which rows are in it. */
function fingerprintOf(query: object, address: string): string {
  const filters = Object.entries(query).filter(([name]) => !aboutPages.includes(name))
  return digest(JSON.stringify([address, filters.toSorted(([a], [b]) => (a < b ? -1 : 1))]))
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 10)
}

function refused(pointer: string, en: string, sv: string): RegistryError {
  const fault: Fault = { part: 'query', pointer, code: 'not_allowed', detail: { en, sv } }
  return new RegistryError('invalid_request', fault.detail, [fault])
}
