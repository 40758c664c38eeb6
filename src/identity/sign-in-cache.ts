// An LRU cache of sign-ins that were good.
import { hash } from 'node:crypto'
import type pg from 'pg'
import type { Database } from '../db/connect.ts'
import type { Refused, SignIn } from '../actor.ts'

const rereadMs = 1_000
const mostEntries = 5_000
const goodForMs = 600_000

type Outcome = SignIn | Refused
interface Entry {
  begunAt: number
  outcome: Promise<Outcome>
}

/**
 * Good sign-ins, so that a known caller costs the database one read a second and not one a request. By the SHA-256 of the
 * key or token, never by itself; one cache for each database, and the least recently used entry evicted first.
 *
 * No answer is given by what was true more than a second ago:
 *
 *        0 ms  request A: nothing is cached; an entry is made that holds the read, and the read begins
 *      400 ms  a revocation commits in another process
 *      999 ms  request B is let in by the entry of A
 *     1000 ms  request C finds the entry too old, whatever it says, and reads again: revoked
 *
 * The second is counted from when the read began, since what it sees may be as old as that. Within one process a change
 * holds at once: commit, then `forgetSignIns`, then the answer to whoever made the change. A read that was under way
 * goes on for those who asked before, in an entry that nobody finds any more: entries are put here when their reads
 * begin, not when they end, so it never comes back. Expiry is held against the clock on each request.
 */
const caches = new WeakMap<pg.Pool, Map<string, Entry>>()

/** The outcome of a sign-in that began less than a second ago, or else of a new one. Only good ones stay in the cache. */
export async function cachedSignIn(
  db: Database,
  token: string,
  now: Date,
  signIn: () => Promise<Outcome>,
): Promise<Outcome> {
  const cache = cacheOf(db)
  const digest = digestOf(token)
  const known = cache.get(digest)
  const begunAt = performance.now()
  const entry = known && begunAt - known.begunAt < rereadMs ? known : { begunAt, outcome: signIn() }
  putLast(cache, digest, entry)
  let isIn = false
  try {
    const outcome = await entry.outcome
    isIn = 'actor' in outcome
    if (!('actor' in outcome) || outcome.until > now.getTime()) return outcome
    const { kind, id } = outcome.actor
    return { reason: 'expired', ...(kind === 'api_key' && { keyId: id }) }
  } finally {
    if (!isIn && cache.get(digest) === entry) cache.delete(digest)
  }
}

/** Has every key and token read again: for a change to one, when it is committed and not answered yet. */
export function forgetSignIns(db: Database): void {
  cacheOf(db).clear()
}

/** When each key or token was last let in, by its SHA-256. */
const lastLetIn = new Map<string, number>()

/** Keeps in mind that a key or token was let in, or that it no longer is. */
export function noteOutcome(token: string, isIn: boolean): void {
  if (isIn) putLast(lastLetIn, digestOf(token), performance.now())
  else lastLetIn.delete(digestOf(token))
}

/** Whether this very key or token was let in within the last ten minutes, and has not been refused since. */
export function wasLetIn(token: string): boolean {
  return performance.now() - (lastLetIn.get(digestOf(token)) ?? -Infinity) < goodForMs
}

function cacheOf({ $client }: Database): Map<string, Entry> {
  const cache = caches.get($client) ?? new Map<string, Entry>()
  caches.set($client, cache)
  return cache
}

/** The most recently used goes last, and the first is evicted where there are too many: a Map keeps its order. */
function putLast<T>(cache: Map<string, T>, digest: string, value: T): void {
  cache.delete(digest)
  cache.set(digest, value)
  if (cache.size > mostEntries) cache.delete(cache.keys().next().value!)
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64')
}
