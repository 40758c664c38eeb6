import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseUnusedAccounts } from '../../src/identity/accounts/commands.ts'
import { writeUses } from '../../src/identity/uses.ts'
import { audience, keepTime, oidcProvider, type TestProvider } from '../support/oidc-provider.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let p: TestProvider
let t: TestApp

beforeAll(async () => {
  p = await oidcProvider()
  const oidc = {
    issuer: p.issuer,
    audience,
    roleClaim: 'role',
    roles: new Map([
      ['coordinator', 'coordinator'],
      ['partner', 'partner'],
    ] as const),
    organisationClaim: 'organisation_id',
    defaultScopes: [],
    clockSkewSeconds: 30,
  }
  t = await testApp({ oidc })
  keepTime(t)
})
afterAll(async () => {
  await t[Symbol.asyncDispose]()
  await p[Symbol.asyncDispose]()
})

const secret = () => `hemlig-${randomUUID()}`
const tokenOf = (sub: string, claims: object = {}) => p.token({ sub, role: 'coordinator', ...claims })
const idOf = async (token: string): Promise<string> => (await t.withKey(token).get('/me').expect(200)).body.id
const read = async (id: string) => (await t.as.coordinator.get(`/accounts/${id}`).expect(200)).body
const erase = (id: string, headers = {}) => t.as.coordinator.post(`/accounts/${id}/erasure`, {}, headers)

/** Whether a text stands anywhere in the database. */
async function isKept(text: string): Promise<boolean> {
  const { pool } = t.connection
  const { rows } = await pool.query(
    `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  for (const { relname } of rows) {
    const { rowCount } = await pool.query(`select 1 from ${relname} row where row::text like $1 limit 1`, [`%${text}%`])
    if (rowCount) return true
  }
  return false
}

test('an account is made when somebody first signs in, by however many requests at once, and found afterwards', async () => {
  const sub = secret()
  const [one, other] = [
    await tokenOf(sub, { name: 'Kim Prov' }),
    await tokenOf(sub, { name: 'Kim Prov', jti: 'other' }),
  ]
  const ids = await Promise.all([one, other, one, other, one].map(idOf))
  expect(new Set(ids).size).toBe(1)
  expect(await read(ids[0]!)).toMatchObject({ issuer: p.issuer, subject: sub, name: 'Kim Prov', version: 1 })
  expect(await idOf(await tokenOf(secret()))).not.toBe(ids[0])
})

test('it is called what the provider last called it', async () => {
  const sub = secret()
  const id = await idOf(await tokenOf(sub))
  expect((await read(id)).name).toBeUndefined()
  await idOf(await tokenOf(sub, { name: '  Kim\u0301 Prov ' }))
  expect(await read(id)).toMatchObject({ name: 'Kiḿ Prov', version: 2 })
  // A token that tells no name takes none away.
  await idOf(await tokenOf(sub, { jti: 'without' }))
  expect(await read(id)).toMatchObject({ name: 'Kiḿ Prov', version: 2 })
})

test('that it comes back is kept to the hour, and leaves no trail', async () => {
  const token = await tokenOf(secret())
  const id = await idOf(token)
  await writeUses(t.connection.db)
  expect(await read(id)).toMatchObject({ lastSeenAt: expect.stringMatching(/T\d\d:00:00\.000Z$/), version: 1 })
  const { body } = await t.as.coordinator.get(`/accounts/${id}/history`).expect(200)
  expect(body.items).toHaveLength(1)
})

test('the log says that it was made, by the register itself, and not who it is', async () => {
  const sub = secret()
  const id = await idOf(await tokenOf(sub, { name: sub }))
  const { body, text } = await t.as.coordinator.get(`/accounts/${id}/history`).expect(200)
  expect(body.items[0]).toMatchObject({
    operation: 'insert',
    actor: { kind: 'system', name: 'sign-in' },
    fields: ['issuer', 'name', 'subject'],
    new: { issuer: p.issuer },
  })
  expect(text).not.toContain(sub)
})

test('an erased account no longer knows who it was, nor does any table, and what it did stays', async () => {
  const sub = secret()
  const token = await tokenOf(sub, { name: `Kim ${sub}` })
  const id = await idOf(token)
  const path = `/organisations/${t.organisations.partner}`
  await t.withKey(token).patch(path, { website: 'https://konto.example' }, '*').expect(200)
  await writeUses(t.connection.db)
  expect(await isKept(sub)).toBe(true)
  await erase(id, { 'if-match': '"7"' }).expect(412)
  const { body: erased } = await erase(id).expect(200)
  expect(erased).toEqual({
    id,
    version: 2,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    issuer: p.issuer,
    erasedAt: expect.any(String),
    _links: { self: { href: `/samhallskontraktet/v1/accounts/${id}` } },
  })
  expect(await isKept(sub)).toBe(false)
  expect(t.log.join('')).not.toContain(sub)
  expect((await erase(id, { 'if-match': '"1"' }).expect(200)).body).toEqual(erased)
  await writeUses(t.connection.db)
  expect(await read(id)).toEqual(erased)
  const { body: history } = await t.as.coordinator.get(`${path}/history?limit=1`).expect(200)
  expect(history.items[0].actor).toEqual({ kind: 'account', id, role: 'coordinator' })
  // The same person comes again, with a token that was remembered.
  const again = await idOf(token)
  expect(again).not.toBe(id)
  expect(await read(again)).toMatchObject({ subject: sub, version: 1 })
})

test('accounts are for coordinators, listed by when they were made and whether they are erased', async () => {
  const [kept, erased] = [await idOf(await tokenOf(secret())), await idOf(await tokenOf(secret()))]
  await erase(erased).expect(200)
  const ids = async (query: string) =>
    (await t.as.coordinator.get(`/accounts?limit=200${query}`).expect(200)).body.items.map(
      (item: { id: string }) => item.id,
    )
  expect((await ids('')).slice(0, 2)).toEqual([erased, kept])
  expect(await ids('&erased=false')).not.toContain(erased)
  expect(await ids('&erased=true')).not.toContain(kept)
  for (const caller of [t.as.partner, t.as.matcher, t.as.reader]) {
    await caller.get('/accounts').expect(403)
    await caller.get(`/accounts/${kept}`).expect(403)
    await caller.post(`/accounts/${kept}/erasure`).expect(403)
  }
  await t.as.public.get(`/accounts/${kept}`).expect(401)
  await t.as.coordinator.get(`/accounts/${randomUUID()}`).expect(404)
  await erase(randomUUID()).expect(404)
  expect(await read(kept)).toMatchObject({ version: 1 })
})

test('an account has its own memory of repeated requests, for each it acts for, and no key', async () => {
  const partner = { role: 'partner', organisation_id: t.organisations.partner }
  const subject = secret()
  const [one, other] = [t.withKey(await tokenOf(subject, partner)), t.withKey(await tokenOf(secret(), partner))]
  const elsewhere = t.withKey(await tokenOf(subject, { ...partner, organisation_id: t.organisations.otherPartner }))
  const offer = { type: 'feriejobb', title: 'Sommarjobb (påhittat)', capacity: { offered: 2 } }
  const headers = { 'idempotency-key': 'the-same' }
  const { body: first } = await one.post('/contributions', offer, headers).expect(201)
  expect((await one.post('/contributions', offer, headers).expect(201)).body.id).toBe(first.id)
  expect((await other.post('/contributions', offer, headers).expect(201)).body.id).not.toBe(first.id)
  const { body: anothers } = await elsewhere.post('/contributions', offer, headers).expect(201)
  expect([anothers.id === first.id, anothers.organisation.id]).toEqual([false, t.organisations.otherPartner])
  const { body: keys } = await t.as.coordinator.get(`/api-keys?organisationId=${t.organisations.partner}`).expect(200)
  await one.post(`/api-keys/${keys.items[0].id}/rotation`).expect(404)
})

test('accounts that nobody has come with for 24 months are erased, and the job says how many', async () => {
  const [unused, used, neverSeen] = [
    await idOf(await tokenOf(secret())),
    await idOf(await tokenOf(secret())),
    await idOf(await tokenOf(secret())),
  ]
  await writeUses(t.connection.db)
  const { db, pool } = t.connection
  const months = (count: number) => `date_trunc('hour', now()) - interval '${count} months'`
  await pool.query(`update account_uses set last_seen_at = ${months(25)} where account_id = $1`, [unused])
  await pool.query(`update account_uses set last_seen_at = ${months(23)} where account_id = $1`, [used])
  await pool.query(`delete from account_uses where account_id = $1`, [neverSeen])
  expect(await eraseUnusedAccounts(db, t.clock.now)).toBe(1)
  expect(await eraseUnusedAccounts(db, t.clock.now)).toBe(0)
  expect(await read(unused)).toMatchObject({ erasedAt: expect.any(String) })
  const { body } = await t.as.coordinator.get(`/accounts/${unused}/history?limit=1`).expect(200)
  expect(body.items[0]).toMatchObject({ fields: ['erasedAt', 'subject'] })
  for (const id of [used, neverSeen]) expect((await read(id)).erasedAt).toBeUndefined()
  const later = new Date(t.clock.now)
  later.setFullYear(later.getFullYear() + 2, later.getMonth(), later.getDate() + 1)
  expect(await eraseUnusedAccounts(db, later)).toBeGreaterThanOrEqual(2)
  expect((await read(neverSeen)).erasedAt).toBeDefined()
})
