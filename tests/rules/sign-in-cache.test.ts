import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { forgetSignIns, noteOutcome, cachedSignIn, wasLetIn } from '../../src/identity/sign-in-cache.ts'
import type { SignIn } from '../../src/actor.ts'

const now = new Date('2025-02-03T09:30:00.000Z')
/** Nothing but what tells one database from another. */
const database = () => ({ $client: {} }) as Database
const good = (id: string, until = Infinity): SignIn => ({
  actor: { kind: 'api_key', id, role: 'reader', scopes: ['read'] },
  until,
})

test('a good sign-in is remembered for a second from when its read began, for its own database and token', async () => {
  const [db, other] = [database(), database()]
  let reads = 0
  const signIn = async () => {
    const mine = `${++reads}`
    await sleep(300)
    return good(mine)
  }
  const idOf = async (from: Database, token: string) => {
    const outcome = await cachedSignIn(from, token, now, signIn)
    return 'actor' in outcome ? outcome.actor.id : outcome.reason
  }
  const begun = performance.now()
  // Those who ask at once wait for one read.
  expect(await Promise.all([idOf(db, 'a'), idOf(db, 'a'), idOf(db, 'a')])).toEqual(['1', '1', '1'])
  const early = await idOf(db, 'a')
  if (performance.now() - begun < 1_000) expect(early).toBe('1')
  const [elsewhere, another] = await Promise.all([idOf(other, 'a'), idOf(db, 'b')])
  expect(new Set(['1', elsewhere, another]).size).toBe(3)
  // It began a moment after this test did.
  await sleep(begun + 1_250 - performance.now())
  expect(Number(await idOf(db, 'a'))).toBeGreaterThan(3)
})

test('a refusal is not remembered, nor a database that does not answer', async () => {
  const db = database()
  expect(await cachedSignIn(db, 'a', now, async () => ({ reason: 'unknown' }))).toEqual({ reason: 'unknown' })
  const away = cachedSignIn(db, 'a', now, async () => {
    throw new Error('no connection')
  })
  await expect(away).rejects.toThrow('no connection')
  expect(await cachedSignIn(db, 'a', now, async () => good('in'))).toMatchObject({ actor: { id: 'in' } })
})

test('what is remembered still expires on time', async () => {
  const db = database()
  const signIn = async () => good('key', now.getTime() + 500)
  expect(await cachedSignIn(db, 'a', now, signIn)).toMatchObject({ actor: { id: 'key' } })
  const at = (ms: number) => cachedSignIn(db, 'a', new Date(now.getTime() + ms), signIn)
  expect(await at(499)).toMatchObject({ actor: { id: 'key' } })
  expect(await at(500)).toEqual({ reason: 'expired', keyId: 'key' })
})

test('a read that was under way when all was forgotten does not come back', async () => {
  const db = database()
  const read = Promise.withResolvers<SignIn>()
  const before = cachedSignIn(db, 'a', now, () => read.promise)
  // Here a revocation commits; the read has seen the key as it was.
  forgetSignIns(db)
  read.resolve(good('as it was'))
  expect(await before).toMatchObject({ actor: { id: 'as it was' } })
  expect(await cachedSignIn(db, 'a', now, async () => ({ reason: 'revoked' }))).toEqual({ reason: 'revoked' })
})

test('a refusal that comes late takes nothing away that was remembered since', async () => {
  const db = database()
  const slow = Promise.withResolvers<{ reason: string }>()
  const refused = cachedSignIn(db, 'a', now, () => slow.promise)
  forgetSignIns(db)
  await cachedSignIn(db, 'a', now, async () => good('since'))
  slow.resolve({ reason: 'unknown' })
  expect(await refused).toEqual({ reason: 'unknown' })
  const known = await cachedSignIn(db, 'a', now, async () => good('read again'))
  expect(known).toMatchObject({ actor: { id: 'since' } })
})

test('who floods it with tokens makes it forget, and not grow', async () => {
  const db = database()
  await cachedSignIn(db, 'first', now, async () => good('first'))
  for (let n = 0; n < 5_000; n++) {
    await cachedSignIn(db, `flood ${n}`, now, async () => good('flood'))
    noteOutcome(`flood ${n}`, true)
  }
  expect(await cachedSignIn(db, 'first', now, async () => good('read again'))).toMatchObject({
    actor: { id: 'read again' },
  })
  expect(wasLetIn('flood 4999')).toBe(true)
  noteOutcome('one more', true)
  expect(wasLetIn('flood 0')).toBe(false)
  noteOutcome('one more', false)
  expect(wasLetIn('one more')).toBe(false)
})
