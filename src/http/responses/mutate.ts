import { findReplay, keepReplay, requestHash, type StoredAnswer } from '../../db/idempotency.ts'
import { RegistryError } from '../../errors.ts'
import { isSignedIn, mayRead, organisationOf, type Actor } from '../../actor.ts'
import { inTransaction, type Work } from '../../work.ts'
import type { Reply, Request } from '../app.ts'
import { etagOf, expectedVersions } from './etag.ts'

/** What a write answers. */
export interface Answer<T> {
  status: 200 | 201 | 204
  body?: T
  headers: Record<string, string>
  /** What is kept for a repeated request, where that is less than `body`: a secret is shown once, a person kept once. */
  kept?: unknown
  /** It holds a new key, which is shown this once to whoever made it: that key could read the rest as well. */
  holdsKey?: boolean
}

/** 201 with the new row and where it is. */
export function created<T extends Row>(body: T, derived: unknown[] = []): Answer<T> {
  return { status: 201, body, headers: { location: body._links.self.href, etag: etagOf(body, derived) } }
}

/** 200 with the row as it is now. */
export function changed<T extends Row>(body: T, derived: unknown[] = []): Answer<T> {
  return { status: 200, body, headers: { etag: etagOf(body, derived) } }
}

/** 204. */
export function removed(): Answer<never> {
  return { status: 204, headers: {} }
}

interface Row {
  version: number
  _links: { self: { href: string } }
}

/**
 * Runs a command in the one transaction of a request: Idempotency-Key replay, If-Match, actor and request id handed to
 * Postgres, the command, its stored answer, commit. Nothing is sent before the commit, so what was answered is kept.
 *
 * Who may write and not read gets no more of the row than where it is and its version: 204.
 *
 * With `reread` a repeated request is answered from the rows as they are by then, and `kept` only says which: personal
 * data lies nowhere but in its own table, and what is erased there does not come back from here.
 */
export async function mutate<T>(
  request: Request,
  reply: Reply,
  command: (work: Work) => Promise<Answer<T>>,
  reread?: (work: Work, kept: unknown) => Promise<Answer<T>>,
) {
  const { actor, id: requestId, server } = request
  const now = server.now()
  const occasion = { actor, now, requestId, expectedVersions: expectedVersions(request) }
  const key = idempotencyKey(request)
  const answer = await inTransaction(server.db, occasion, async (work): Promise<StoredAnswer | Answer<T>> => {
    if (key === undefined) return command(work)
    const hash = requestHash(request.method, request.url, request.body)
    const caller = callerOf(actor, hash)
    const replayed = await findReplay(work.tx, now, caller, key, hash)
    if (replayed === 'running') {
      reply.header('retry-after', '1')
      throw stillRunning()
    }
    if (replayed && !reread && replayed.body === null && replayed.status !== 204) throw redactedSince()
    if (replayed)
      return asReplayed(reread ? await reread(work, JSON.parse(replayed.body ?? 'null')).catch(asGone) : replayed)
    const { kept, ...fresh } = await command(work)
    const body = reread ? JSON.stringify(kept) : written(reply, fresh.status, kept ?? fresh.body)
    await keepReplay(work.tx, caller, key, hash, { status: fresh.status, headers: fresh.headers, body })
    return fresh
  })
  reply.headers(answer.headers)
  // What is there already would be read by a write that changes nothing.
  if (!mayRead(actor) && !('holdsKey' in answer && answer.holdsKey)) {
    // Nor guessed, by the digest that a tag holds of some of it.
    const [version] = /^"\d+/.exec(answer.headers['etag'] ?? '') ?? []
    if (version) reply.header('etag', `${version}"`)
    return reply.code(204).send()
  }
  reply.code(answer.status)
  if (typeof answer.body !== 'string') return reply.send(answer.body)
  // A stored answer goes out to the letter.
  return reply.type('application/json; charset=utf-8').serializer(String).send(answer.body)
}

/** A body as it is sent: with what its schema declares, and nothing else that the row may hold. */
function written(reply: Reply, status: number, body: unknown): string | null {
  if (body === undefined) return null
  const serialize = reply.getSerializationFunction(String(status), 'application/json')
  if (!serialize) throw new Error(`The route declares no JSON body for ${status}`)
  return serialize(body as Record<string, unknown>)
}

function asReplayed<A extends { headers: Record<string, string> }>(answer: A): A {
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } }
}

function stillRunning(): RegistryError {
  return new RegistryError('conflict', {
    en: 'The first request with this Idempotency-Key is still running.',
    sv: 'Den första begäran med denna Idempotency-Key pågår fortfarande.',
  })
}

/** What was made is no longer there, and the key that it was made under makes nothing else. */
function asGone(error: unknown): never {
  if (!(error instanceof RegistryError && error.code === 'not_found')) throw error
  throw new RegistryError('conflict', {
    en: 'What this request made is gone since. Take a new Idempotency-Key to make it anew.',
    sv: 'Det som denna begäran skapade är borta sedan dess. Ta en ny Idempotency-Key för att skapa det på nytt.',
  })
}

function redactedSince(): RegistryError {
  return new RegistryError('conflict', {
    en: 'This request was carried out. What it answered has been redacted since: read what it made.',
    sv: 'Denna begäran har utförts. Det den svarade har maskats sedan dess: läs det den skapade.',
  })
}

/**
 * Whose keys these are. Callers without a key cannot be told apart, so to each other they are known by the whole request:
 * nobody can use up, hold or look for the key of another without knowing all that it was sent with.
 */
function callerOf(actor: Actor, hash: Buffer): string {
  if (actor.kind === 'public') return `public ${hash.toString('base64url')}`
  // Each token says anew in which role, and for whom.
  if (actor.kind === 'account') return `account ${actor.id} ${actor.role} ${organisationOf(actor)}`
  return isSignedIn(actor) ? `${actor.kind} ${actor.id}` : actor.kind
}

/** A string of structured fields (RFC 8941), which may hold spaces, or the bare key. */
const keyForm = /^(?:"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"|([\x21\x23-\x7e]{1,255}))$/

/** The key, bare or as the quoted string that the IETF draft asks for; on POST alone. */
function idempotencyKey(request: Request): string | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined || request.method !== 'POST') return undefined
  const key = keyForm.exec(String(header).trim())
  if (key) return key[1]?.replaceAll(/\\(.)/g, '$1') ?? key[2]
  throw new RegistryError(
    'invalid_request',
    {
      en: 'Idempotency-Key must be 1 to 255 characters of ASCII, in quotation marks when it has spaces.',
      sv: 'Idempotency-Key ska vara 1 till 255 tecken ur ASCII, inom citattecken om den har mellanslag.',
    },
    [
      {
        part: 'header',
        pointer: '/idempotency-key',
        code: 'wrong_format',
        detail: { en: 'Not a usable key.', sv: 'Inte en användbar nyckel.' },
      },
    ],
  )
}
