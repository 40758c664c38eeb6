import { Readable } from 'node:stream'
import type { TSchema } from 'typebox'
import type { Reader } from '../../db/connect.ts'
import type { Position, Slice, Window } from '../../db/statements/keyset.ts'
import { RegistryError, summaryOf, type Fault } from '../../errors.ts'
import { readAtOneMoment } from '../../work.ts'
import type { App, Reply, Request } from '../app.ts'
import { components, isListQuery, ref } from '../contract/schema.ts'
import { callerOf } from '../admission/fair-queue.ts'

/** One representation a line: a list as a whole, for those who take it somewhere else. */
export const lines = 'application/x-ndjson'

/** More make an export no faster: 200 to 2 000 rows take the same time, and memory grows with them. */
const batchSize = 500
/** Each holds a connection for as long as its reader takes; the others are for everybody else. */
const mostAtOnce = 4
/** Or one who reads slowly could have them all. */
const mostOfOne = 2
const longestMs = 10 * 60_000
/** What says which part of a list is wanted has no meaning where all of it is sent. */
const ofPages = ['limit', 'page', 'cursor', 'count']

interface Response {
  content?: Record<string, { schema: TSchema & { $ref?: string } }>
}

/** Every list answers NDJSON as well, and says so in the contract: its route needs no line for it. Call before the routes. */
export function exportsLists(app: App): void {
  app.addHook('onRoute', (route) => {
    if (!isListQuery(route.schema?.querystring)) return
    // Routes share what they say of access: a copy.
    route.config = { ...route.config, formats: ['application/json', lines] }
    const { content } = (route.schema!.response as Record<number, Response>)[200]!
    const page = components.get(content!['application/json']!.schema.$ref!.replace('#', ''))!
    content![lines] = { schema: ref(itemOf(page)) }
  })
}

/** The component that a page has many of. */
function itemOf(page: TSchema): TSchema {
  const { items } = (page as unknown as { properties: { items: { items: { $ref: string } } } }).properties
  return components.get(items.items.$ref.replace('#', ''))!
}

/** Whether the caller wants a list line by line. */
export function wantsLines(request: Request): boolean {
  const { formats } = request.routeOptions.config
  return formats !== undefined && request.headers.accept !== undefined && request.type([...formats]) === lines
}

interface Export<Row> {
  list: (db: Reader, window: Window) => Promise<Slice<Row>>
  present(row: Row): object
  /** `fields` was given: the items lack what their schema requires. */
  isNarrow: boolean
}

/** For whom those are that are under way. */
const running: string[] = []

/**
 * Sends all rows of a list, line by line and as of one moment, in batches that are read as fast as the caller takes them.
 * What fails after the first line breaks the answer off, so that a part is never taken for the whole. Throws
 * `invalid_request` when a page is asked for as well, `unavailable` when too many are under way, or too many for one caller.
 */
export function sendLines<Row>(request: Request, reply: Reply, listing: Export<Row>): Reply {
  assertWhole(request)
  const write = listing.isNarrow ? JSON.stringify : reply.getSerializationFunction('200', lines)
  if (!write) throw new Error('The route declares no lines')
  const toText = (rows: Row[]) =>
    rows.map((row) => `${write(listing.present(row) as Record<string, unknown>)}\n`).join('')
  reply.type(`${lines}; charset=utf-8`)
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  const caller = callerOf(request)
  if (running.length === mostAtOnce || running.filter((other) => other === caller).length === mostOfOne) throw tooMany()
  running.push(caller)
  const text = textOf(request, (db) => batches(db, listing, toText))
  const signal = AbortSignal.timeout(longestMs)
  return reply.send(
    Readable.from(text, { signal, highWaterMark: 1 }).once('close', () => running.splice(running.indexOf(caller), 1)),
  )
}

/** The lines of the batches; while one is on its way to the caller, Postgres is at the next. */
async function* batches<Row>(db: Reader, { list }: Export<Row>, toText: (rows: Row[]) => string) {
  const readAfter = (after?: Position) => {
    const reading = list(db, { limit: batchSize, offset: 0, after })
    // Nobody may be there any more to hear that it failed.
    reading.catch(() => {})
    return reading
  }
  for (let reading: Promise<Slice<Row>> | undefined = readAfter(); reading;) {
    const { rows, next }: Slice<Row> = await reading
    reading = next && readAfter(next)
    yield toText(rows)
  }
}

async function* textOf(request: Request, read: (db: Reader) => AsyncGenerator<string>) {
  let isBegun = false
  let failed: unknown
  try {
    for await (const text of readAtOneMoment(request.server.db, request.actor, read)) {
      isBegun = true
      yield text
    }
  } catch (error) {
    if (!isBegun) throw error
    failed = error
  }
  if (failed === undefined) return
  request.log.error({ err: failed }, 'an export broke off')
  throw new Error('an export broke off')
}

function assertWhole(request: Request): void {
  const { searchParams } = new URL(request.url, 'http://register')
  const faults = ofPages
    .filter((name) => searchParams.has(name))
    .map((name): Fault => ({
      in: 'query',
      pointer: `/${name}`,
      code: 'not_allowed',
      detail: {
        en: `As ${lines} the whole list is sent: leave ${name} out.`,
        sv: `Som ${lines} skickas hela listan: utelämna ${name}.`,
      },
    }))
  if (faults.length > 0) throw new RegistryError('invalid_request', summaryOf(faults), faults)
}

function tooMany(): RegistryError {
  return new RegistryError('unavailable', {
    en: 'Too many exports are under way. Try again shortly.',
    sv: 'För många exporter pågår. Försök igen om en stund.',
  })
}
