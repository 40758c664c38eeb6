import { hash } from 'node:crypto'
import { fitsOrder, type Order, type Position, type Slice, type Window } from '../../db/statements/keyset.ts'
import { RegistryError, type Fault } from '../../errors.ts'
import type { Reader } from '../../db/connect.ts'
import { readAs } from '../../work.ts'
import type { Reply, Request } from '../app.ts'
import { build } from './source-digest.ts'
import { etagOfList, isKnown } from './etag.ts'
import { sendLines, wantsLines } from './export.ts'
import { varies } from './security-headers.ts'
import { read } from './read-routing.ts'
import { deepestRow, usualLimit, type ListRequest } from '../contract/list-query.ts'

/** What a list needs to know. Every key of `orders` is a value of `sort`. */
export interface Listing<Row> {
  orders: Record<string, Omit<Order, 'descending'>>
  /** The order when none is asked for, such as `-createdAt`. */
  fallback: string
  list(db: Reader, order: Order, window: Window): Promise<Slice<Row>>
  count(db: Reader): Promise<number>
  present(row: Row): object
  /** Rows that Postgres itself shows to this caller alone. */
  isPersonal?: boolean
  /** What its rows show besides what the register holds: the day or minute that they are shown as of, the language. */
  asOf?: string | number
}

/** Answers a list: one page of it, the links, and the count when it was asked for; or all of it, line by line. */
export async function sendPage<Row>(request: Request, reply: Reply, listing: Listing<Row>) {
  const query = request.query as ListRequest
  const sort = query.sort ?? listing.fallback
  const order = { ...listing.orders[sort.replace(/^-/, '')]!, descending: sort.startsWith('-') }
  const present = (row: Row) => (query.fields ? picked(listing.present(row), query.fields) : listing.present(row))
  varies(reply, 'accept')
  if (wantsLines(request)) {
    const list = (db: Reader, window: Window) => listing.list(db, order, window)
    return sendLines(request, reply, { list, present, isNarrow: query.fields !== undefined })
  }
  const filters = fingerprint(request.query as object)
  const window = windowOf(query, order, sort, filters)
  const reading = <T>(from: (db: Reader) => Promise<T>) =>
    read(request, (db) => (listing.isPersonal ? readAs(db, request.actor, from) : from(db)))
  const page = await reading(async (db) => {
    if (await isUnchanged(request, reply, listing, db)) return undefined
    return { ...(await listing.list(db, order, window)), total: query.count ? await listing.count(db) : undefined }
  })
  if (!page) return reply.code(304).send()
  const { rows, next, total } = page
  // A narrowed item lacks fields that its schema requires; only declared names can have been asked for.
  if (query.fields) reply.type('application/json; charset=utf-8').serializer(JSON.stringify)
  return reply.send({
    items: rows.map(present),
    _links: linksOf(request, next && cursorOf(sort, next, filters)),
    ...(total !== undefined && { total }),
  })
}

/**
 * Gives a list that caches may keep its tag, and tells whether the caller has it. Counted before the list is read: a tag
 * may be older than what it stands for, but never newer, or a change that comes in between would stay unseen.
 */
async function isUnchanged<Row>(request: Request, reply: Reply, { asOf, isPersonal }: Listing<Row>, db: Reader) {
  const { actor, url, server } = request
  if (actor.kind !== 'public' || isPersonal) return false
  const etag = etagOfList([build(), url, asOf, await server.revisionOf(db)])
  reply.header('etag', etag)
  return isKnown(request, etag)
}

function windowOf(query: ListRequest, order: Order, sort: string, filters: string): Window {
  const { limit = usualLimit, page, cursor } = query
  if (cursor !== undefined) {
    if (page !== undefined)
      throw refused('/page', 'Use page or cursor, not both.', 'Använd page eller cursor, inte båda.')
    return { limit, offset: 0, after: positionIn(cursor, order, sort, filters) }
  }
  const offset = ((page ?? 1) - 1) * limit
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
  if (
    parts.length !== 4 ||
    sort !== wantedSort ||
    of !== filters ||
    !fitsOrder(order, key) ||
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  )
    throw wrong()
  return { key, id }
}

/** The part of the query that decides which rows are in the list. */
function fingerprint(query: object): string {
  const {
    limit: _,
    page: __,
    cursor: ___,
    count: ____,
    fields: _____,
    sort: ______,
    ...filters
  } = query as Record<string, unknown>
  return digest(JSON.stringify(Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 10)
}

function linksOf(request: Request, next: string | undefined) {
  const [path = '', search = ''] = request.url.split('?', 2)
  const to = (change: (names: URLSearchParams) => void) => {
    const names = new URLSearchParams(search)
    change(names)
    const query = names.toString()
    return { href: query ? `${path}?${query}` : path }
  }
  const withoutPlace = (names: URLSearchParams) => {
    names.delete('page')
    names.delete('cursor')
  }
  return {
    self: to(() => {}),
    first: to(withoutPlace),
    ...(next && {
      next: to((names) => {
        withoutPlace(names)
        names.set('cursor', next)
      }),
    }),
  }
}

function picked(item: object, fields: string[]): object {
  return Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name)))
}

function refused(pointer: string, en: string, sv: string): RegistryError {
  const fault: Fault = { in: 'query', pointer, code: 'not_allowed', detail: { en, sv } }
  return new RegistryError('invalid_request', fault.detail, [fault])
}
