// A list as a whole, for those who take it somewhere else: in batches, as of one moment.
import { Readable } from 'node:stream'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { TSchema } from 'typebox'
import type { Reader } from '../../db/connect.ts'
import { batchesOf, type Asked, type List, type PageQuery } from '../../db/statements/list.ts'
import { isSignedIn } from '../../actor.ts'
import { RegistryError, summaryOf, type Fault } from '../../errors.ts'
import { readAtOneMoment } from '../../work.ts'
import type { App, Reply, Request } from '../app.ts'
import { components, isListQuery, ref } from '../contract/schema.ts'
import { callerOf } from '../admission/fair-queue.ts'
import { formats, type Format } from './formats.ts'
import { cutsOffSlowReader, inPieces } from './slow-readers.ts'

/** More make an export no faster: 200 to 2 000 rows take the same time, and memory grows with them. */
const batchSize = 500
/**
 * Each holds a connection for as long as its reader takes; the others are for everybody else. Anybody can call without a
 * key, from many addresses: what they take they take from one another.
 */
const mostAtOnce = { public: 2, caller: 4 }
/** Or one who reads slowly could have them all. */
const mostOfOne = 2
const longestMs = 10 * 60_000
/** What says which part of a list is wanted has no meaning where all of it is sent. */
const aboutPages = ['limit', 'page', 'cursor', 'count']

interface Response {
  content?: Record<string, { schema: TSchema & { $ref?: string } }>
}

/** Every list answers in these formats as well, and says so in the contract: its route needs no line for it. Call before the routes. */
export function exportsLists(app: App): void {
  app.addHook('onRoute', (route) => {
    if (!isListQuery(route.schema?.querystring)) return
    // Routes share what they say of access: a copy.
    route.config = { ...route.config, formats: ['application/json', ...formats.map(({ mediaType }) => mediaType)] }
    const { content } = (route.schema!.response as Record<number, Response>)[200]!
    const page = components.get(content!['application/json']!.schema.$ref!.replace('#', ''))!
    for (const { mediaType, describe } of formats) content![mediaType] = { schema: describe(ref(itemOf(page))) }
  })
}

/** The component that a page has many of. */
function itemOf(page: TSchema): TSchema {
  const { items } = (page as unknown as { properties: { items: { items: { $ref: string } } } }).properties
  return components.get(items.items.$ref.replace('#', ''))!
}

/** The format that the caller wants a list in as a whole; nothing for a page of it. */
export function formatWanted(request: Request): Format | undefined {
  const { formats: offered } = request.routeOptions.config
  if (!offered || request.headers.accept === undefined) return undefined
  const wanted = request.type([...offered])
  return formats.find(({ mediaType }) => mediaType === wanted)
}

/** An item with these of its fields, where some were asked for. */
export function narrowed(item: object, fields: string[] | undefined): object {
  if (!fields) return item
  // A date never stands without how precisely it is known; a period has that for both of its ends.
  const wanted = new Set(
    fields.flatMap((name) => [
      name,
      `${name}Precision`,
      ...(name === 'from' || name === 'to' ? ['periodPrecision'] : []),
    ]),
  )
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name)))
}

/** For whom those are that are under way, in this process: each has connections of its own. */
const running: Record<keyof typeof mostAtOnce, string[]> = { public: [], caller: [] }

const underWay: Gauge<'for'> = new Gauge({
  name: 'exports_running',
  help: 'Lists that are being sent as a whole: for callers with a key or token, and for the public',
  labelNames: ['for'],
  registers: [],
  collect: () => {
    for (const [kind, all] of Object.entries(running)) underWay.set({ for: kind }, all.length)
  },
})
const cutOff = new Counter({
  name: 'exports_cut_off_total',
  help: 'Exports that were cut off because their readers took them too slowly',
  registers: [],
})

/** Adds to the metrics how many lists are being sent as a whole, and how many readers were too slow. */
export function measuresExports(registry: Registry): void {
  registry.registerMetric(underWay)
  registry.registerMetric(cutOff)
}

/**
 * Sends all rows of a list in batches that are read as fast as the caller takes them; who takes them too slowly is cut off.
 * What fails after the first batch breaks the answer off, so that a part is never taken for the whole. Throws
 * `invalid_request` when a page is asked for as well, `unavailable` when too many are under way, or too many for one caller.
 */
export function sendWhole<About, Query extends PageQuery, Row>(
  request: Request,
  reply: Reply,
  list: List<About, Query, Row>,
  asked: Asked<About, Query>,
  format: Format,
): Reply {
  assertWhole(request, format)
  const { fields } = asked.query
  // A narrowed item lacks what its schema requires.
  const write = fields ? JSON.stringify : reply.getSerializationFunction('200', format.mediaType)
  if (!write) throw new Error(`The route declares no ${format.mediaType}`)
  reply.type(format.contentType)
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  const endSlot = takeSlot(request)
  async function* items(db: Reader) {
    for await (const rows of batchesOf(db, list, asked, batchSize)) {
      yield rows.map((row) => narrowed(list.present(row, asked), fields))
    }
  }
  const pieces = inPieces(unbroken(request, (db) => format.encode(items(db), write)))
  const signal = AbortSignal.timeout(longestMs)
  const endWatch = cutsOffSlowReader(reply.raw, () => {
    cutOff.inc()
    const { traceId } = request.trace
    request.log.warn({ traceId }, 'an export was cut off, since its reader was too slow')
  })
  return reply.send(
    Readable.from(pieces, { signal, highWaterMark: 1 }).once('close', () => {
      endWatch()
      endSlot()
    }),
  )
}

/** Takes a slot; what it gives back ends it. Throws `unavailable`. */
function takeSlot(request: Request): () => void {
  const kind = isSignedIn(request.actor) ? 'caller' : 'public'
  const caller = callerOf(request)
  const all = running[kind]
  if (all.length === mostAtOnce[kind] || all.filter((other) => other === caller).length === mostOfOne) throw tooMany()
  all.push(caller)
  return () => all.splice(all.indexOf(caller), 1)
}

async function* unbroken(request: Request, read: (db: Reader) => ReturnType<Format['encode']>) {
  let isBegun = false
  let failed: unknown
  try {
    for await (const part of readAtOneMoment(request.server.db, request.actor, read)) {
      isBegun = true
      yield part
    }
  } catch (error) {
    if (!isBegun) throw error
    failed = error
  }
  if (failed === undefined) return
  request.log.error({ err: failed, traceId: request.trace.traceId }, 'an export broke off')
  throw new Error('an export broke off')
}

function assertWhole(request: Request, { mediaType }: Format): void {
  const { searchParams } = new URL(request.url, 'http://register')
  const faults = aboutPages
    .filter((name) => searchParams.has(name))
    .map((name): Fault => ({
      part: 'query',
      pointer: `/${name}`,
      code: 'not_allowed',
      detail: {
        en: `As ${mediaType} the whole list is sent: leave ${name} out.`,
        sv: `Som ${mediaType} skickas hela listan: utelämna ${name}.`,
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
