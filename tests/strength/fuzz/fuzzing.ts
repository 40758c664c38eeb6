import http from 'node:http'
import type { Response } from 'supertest'
import { jobs } from '../../../src/jobs/jobs.ts'
import { base } from '../../../src/representation.ts'
import { randomFrom } from '../../../src/seed/demo/random.ts'
import { contractOf, operationsOf } from '../../support/contract.ts'
import type { TestApp } from '../../support/test-app.ts'
import { draw, kindOf, rowOf, weighted, type Drawing, type FuzzRequest, type Known } from './requests.ts'

export interface Fuzzing {
  seed: string
  requests: number
  /** Ends it earlier. */
  withinMs?: number
}

export interface Fuzzed {
  sent: number
  /** What was asked and what came of it, in order: the same for the same seed. */
  trail: string[]
  /** Answers that are 5xx, undeclared or not as their schema says, each with the seed and the request. */
  failures: string[]
  /** How many answers each operation gave of each status. */
  answers: Map<string, Map<number, number>>
}

const answerWithinMs = 20_000
const minuteMs = 60_000
const mostFailures = 20

/**
 * Sends requests made from the contract, one after the other, so that the same seed sends the same ones.
 */
export async function fuzz(t: TestApp, { seed, requests, withinMs = Infinity }: Fuzzing): Promise<Fuzzed> {
  const { contract, check } = contractOf(t.app)
  const operations = operationsOf(contract)
  const drawn = weighted(operations)
  const random = randomFrom(seed)
  const known = await rowsOf(t)
  const kinds = [
    ...new Set(operations.flatMap(({ path }) => [...path.matchAll(/([\w-]+)\/\{/g)].map(([, kind]) => kind!))),
  ]
  const idFor = (name: string) => rowOf(kindOf(name, kinds), known, random).id
  const drawing: Drawing = { random, contract, idFor, today: () => t.clock.now, known, cursors: [] }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const fuzzed: Fuzzed = { sent: 0, trail: [], failures: [], answers: new Map() }
  const begun = Date.now()
  try {
    while (fuzzed.sent < requests && fuzzed.failures.length < mostFailures && Date.now() - begun < withinMs) {
      if (random.percent(0.4)) await passTime(t, known, random.between(1, random.pick([90, 60 * 24 * 30])))
      const request = draw(drawing, drawn)
      const said = `${fuzzed.sent++} ${request.caller} ${request.operation.operationId} ${request.method}`
      let answer: Answer
      try {
        answer = await send(t, request, agent)
        judge(request, answer)
        check(answer as unknown as Response)
      } catch (error) {
        fuzzed.failures.push(failureOf(seed, said, request, error))
        continue
      }
      learn(drawing, request, answer)
      fuzzed.trail.push(`${said} ${answer.status}`)
      const { operationId } = request.operation
      const counts = fuzzed.answers.get(operationId) ?? new Map<number, number>()
      fuzzed.answers.set(operationId, counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1))
    }
    return fuzzed
  } finally {
    agent.destroy()
  }
}

/** What stands in every test database: codes, areas, organisations. */
async function rowsOf(t: TestApp): Promise<Known> {
  const known: Known = new Map()
  known.set(
    'organisations',
    Object.values(t.organisations).map((id) => ({ id, etag: '"1"' })),
  )
  const areas = await t.as.public.get('/areas?limit=200&sort=number').expect(200)
  known.set(
    'areas',
    areas.body.items.map(({ id }: { id: string }) => ({ id, etag: '"1"' })),
  )
  const terms = await t.as.public.get('/vocabularies/sectors/terms?limit=200').expect(200)
  known.set(
    'terms',
    terms.body.items.map(({ id }: { id: string }) => ({ id, etag: '"1"' })),
  )
  return known
}

/** The clock moves, and the register does what is due by then. */
async function passTime(t: TestApp, known: Known, minutes: number): Promise<void> {
  t.clock.now = new Date(t.clock.now.getTime() + minutes * minuteMs)
  for (const job of jobs) while (await job.run(t.service.db, t.clock.now));
  const { rows } = await t.connection.pool.query<{ id: string; of: string }>(
    'select id, contribution_id as of from follow_ups',
  )
  const offers = (known.get('contributions') ?? []).map(({ id }) => id)
  const inOrder = rows.toSorted((a, b) => offers.indexOf(a.of) - offers.indexOf(b.of))
  known.set(
    'follow-ups',
    inOrder.map(({ id }) => ({ id, etag: '*' })),
  )
}

interface Answer {
  request: { method: string; url: string }
  status: number
  headers: http.IncomingHttpHeaders
  text: string
  body: unknown
}

async function send(t: TestApp, request: FuzzRequest, agent: http.Agent): Promise<Answer> {
  const { method, url, caller, headers, body } = request
  const key = caller in t.keys ? `Bearer ${t.keys[caller as keyof TestApp['keys']]}` : caller
  const answering = Promise.withResolvers<Answer>()
  const sent = http.request(
    `${t.url}/`,
    {
      method,
      path: url,
      agent,
      timeout: answerWithinMs,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...(key !== 'public' && { authorization: key }),
        ...headers,
      },
    },
    (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const json = /json/.test(response.headers['content-type'] ?? '')
        answering.resolve({
          request: { method, url: t.url + url },
          status: response.statusCode!,
          headers: response.headers,
          text,
          body: json && text !== '' ? JSON.parse(text) : {},
        })
      })
      response.on('error', answering.reject)
    },
  )
  sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerWithinMs} ms`)))
  sent.on('error', answering.reject)
  sent.end(body)
  return answering.promise
}

/** What holds of every answer, declared or not. */
function judge({ method }: FuzzRequest, { status, headers, text }: Answer): void {
  if (status >= 500) throw new Error(`answered ${status}: ${text}`)
  const type = headers['content-type'] ?? ''
  if (status >= 400 && method !== 'HEAD' && !type.startsWith('application/problem+json')) {
    throw new Error(`answered ${status} as ${type || 'nothing'}: ${text.slice(0, 500)}`)
  }
  if (status < 300 && text !== '' && !type.startsWith('application/json')) throw new Error(`answered as ${type}`)
}

/** Remembers the rows that an answer tells of, and how to go on with a list. */
function learn(drawing: Drawing, request: FuzzRequest, answer: Answer): void {
  const { known, cursors } = drawing
  const { status, text, body, headers } = answer
  const [, kind, id] = /\/([\w-]+)\/([0-9a-f-]{36})$/.exec(request.url) ?? []
  if (status === 204 && request.method === 'DELETE') {
    known.set(
      kind!,
      (known.get(kind!) ?? []).filter((row) => row.id !== id),
    )
  }
  if (status >= 300) return
  const next = (body as { _links?: { next?: { href: string } } })._links?.next?.href
  const cursor = next && /cursor=([^&]+)/.exec(next)?.[1]
  if (cursor && cursors.length < 200) cursors.push(cursor)
  // The rows of a list come in an order that the seed does not decide.
  if (request.method === 'GET') return
  const own = (body as { _links?: { self?: { href?: string } } })._links?.self?.href
  for (const [href, of, found] of text.matchAll(new RegExp(`${base}[\\w/-]*?/([a-z-]+)/([0-9a-f-]{36})(?=")`, 'g'))) {
    const rows = known.get(of!) ?? []
    const etag = href === own && headers.etag ? headers.etag : '"1"'
    const row = rows.find((one) => one.id === found)
    if (!row) rows.push({ id: found!, etag })
    else if (href === own) row.etag = etag
    known.set(of!, rows)
    if (href === own) drawing.focus = { kind: of!, row: row ?? rows.at(-1)!, caller: request.caller }
  }
}

function failureOf(seed: string, said: string, { url, headers, body }: FuzzRequest, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  const asked = [url.slice(0, 4_000), JSON.stringify(headers), String(body ?? '').slice(0, 4_000)]
  return `FUZZ_SEED=${seed}, request ${said}\n${asked.join('\n')}\n${reason}`
}
