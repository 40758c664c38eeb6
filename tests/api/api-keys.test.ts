import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { wasLetIn } from '../../src/identity/sign-in-cache.ts'
import { newKey } from '../../src/identity/api-keys/key.ts'
import { writeUses } from '../../src/identity/uses.ts'
import { statusesOf } from '../support/builders.ts'
import { contractIn, operationsOf } from '../support/contract.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const makeKey = async (fields: object = {}) =>
  (await t.as.coordinator.post('/api-keys', { name: 'Prov (påhittad)', role: 'reader', ...fields }).expect(201)).body
const partnerKey = (fields: object = {}) =>
  makeKey({ role: 'partner', organisationId: t.organisations.partner, ...fields })
const read = async (id: string) => (await t.as.coordinator.get(`/api-keys/${id}`).expect(200)).body
const rotate = (caller: ReturnType<TestApp['withKey']>, id: string, body: object = {}, headers = {}) =>
  caller.post(`/api-keys/${id}/rotation`, body, headers)
const hoursFrom = (now: Date, hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString()

/** Lines of the log since a moment in the test. */
const linesSince = (at: number) => t.log.slice(at).map((line) => JSON.parse(line))
async function metric(name: string, labels: string): Promise<number> {
  const { text } = await t.as.reader.get('/metrics').expect(200)
  const line = text.split('\n').find((one: string) => one.startsWith(`${name}{${labels}} `))
  return Number(line?.split(' ')[1] ?? 0)
}

describe('the scopes of a key', () => {
  test('are both when nothing is said, and what was said else', async () => {
    expect((await makeKey()).scopes).toEqual(['read', 'write'])
    for (const scopes of [['read'], ['write']]) {
      const { id } = await makeKey({ scopes })
      expect((await read(id)).scopes).toEqual(scopes)
    }
    for (const scopes of [[], ['all'], ['read', 'read'], 'read', null])
      await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader', scopes }).expect(400)
  })

  test('bound what it is used for: reading, or writing, in whatever role', async () => {
    const path = `/organisations/${t.organisations.partner}`
    const change = (key: string) => t.withKey(key).patch(path, { shortName: 'Prov' }, '*')
    const [reading, writing] = [await partnerKey({ scopes: ['read'] }), await partnerKey({ scopes: ['write'] })]
    await t.withKey(reading.key).get(path).expect(200)
    await t.withKey(writing.key).call('head', '/api-keys').expect(403)
    await change(writing.key).expect(204)
    const before = t.log.length
    for (const [answer, scope] of [
      [await change(reading.key).expect(403), 'write'],
      [await t.withKey(writing.key).get(path).expect(403), 'read'],
      [await t.withKey(writing.key).get('/contacts').expect(403), 'read'],
      [await t.withKey(writing.key).get('/me').expect(403), 'read'],
      [await rotate(t.withKey(reading.key), reading.id).expect(403), 'write'],
    ] as const) {
      expect(answer.headers['www-authenticate']).toBe(
        `Bearer realm="samhallskontraktet", error="insufficient_scope", scope="${scope}"`,
      )
      expect(answer.body.detail).toContain(scope)
    }
    expect(linesSince(before).map(({ level, denied }) => [level, denied])).toEqual(
      Array.from({ length: 5 }, () => [40, 'scope']),
    )
    const { headers } = await t.withKey(reading.key).get('/api-keys').expect(403)
    expect(headers['www-authenticate']).toBeUndefined()
  })
})

describe('a key for writing alone', () => {
  test('reads nothing by what it writes, also where that changes nothing', async () => {
    const { key, id } = await partnerKey({ scopes: ['write'] })
    const writer = t.withKey(key)
    const contact = { organisationId: t.organisations.partner, name: 'Hemlig Prov', email: 'hemlig@prov.example' }
    const { body: there } = await t.as.partner.post('/contacts', { ...contact, role: 'signatory' }).expect(201)
    const path = `/contacts/${there.id}`
    const made = await writer.post('/contacts', { ...contact, role: 'press' }).expect(204)
    expect(made.headers.location).toMatch(/\/contacts\/[0-9a-f-]{36}$/)
    const answers = [
      made,
      await writer.patch(path, { role: 'signatory' }, '*').expect(204),
      await writer.patch(made.headers.location as string, { role: 'press' }, made.headers.etag as string).expect(204),
      await writer.post(`${path}/erasure`, { reason: 'request' }),
    ]
    for (const { text, headers } of answers) {
      expect(text).not.toMatch(/hemlig/i)
      expect(headers.etag).toMatch(/^"\d/)
    }
    // Twice the same, once made and once replayed.
    for (const replayed of [undefined, 'true']) {
      const { headers } = await writer
        .post('/contributions', { type: 'annat', title: 'Prov', capacity: { offered: 1 } }, { 'idempotency-key': 'en' })
        .expect(204)
      expect([headers['idempotency-replayed'], headers.etag]).toEqual([replayed, '"1"'])
      expect(headers.location).toMatch(/\/contributions\/[0-9a-f-]{36}$/)
    }
    // What it makes itself it must be shown.
    const { body: fresh } = await rotate(writer, id).expect(201)
    expect(fresh.key).toMatch(/^sk_/)
    await rotate(writer, id, {}).expect(409)
  })

  test('is answered 204 by every operation that a key for both is answered with a row', async () => {
    for (const { operationId, method, responses } of operationsOf(contractIn(t.app)))
      expect([operationId, '204' in responses]).toEqual([operationId, method !== 'get'])
  })
})

describe('a key that is rotated', () => {
  test('has one like it in its place, and still works for the overlap', async () => {
    const start = t.clock.now
    const old = await partnerKey({ scopes: ['read'], name: 'Exempelbygg (påhittad)' })
    const { body: fresh, headers } = await rotate(t.as.coordinator, old.id, { overlapHours: 2 }).expect(201)
    expect(headers.location).toBe(`/samhallskontraktet/v1/api-keys/${fresh.id}`)
    expect(fresh).toMatchObject({
      name: 'Exempelbygg (påhittad)',
      role: 'partner',
      organisationId: t.organisations.partner,
      scopes: ['read'],
      rotatedFromId: old.id,
      key: expect.stringMatching(/^sk_/),
    })
    expect(fresh.key).not.toBe(old.key)
    expect(fresh.expiresAt).toBeUndefined()
    expect(await read(old.id)).toMatchObject({ expiresAt: hoursFrom(start, 2), version: 2 })
    const { key: _, ...kept } = fresh
    expect(await read(fresh.id)).toEqual(kept)
    const { body: list } = await t.as.coordinator.get('/api-keys?limit=1').expect(200)
    expect(list.items[0]).toEqual(kept)
    await t.withKey(old.key).get('/contacts').expect(200)
    await t.withKey(fresh.key).get('/contacts').expect(200)
    t.clock.now = new Date(start.getTime() + 2 * 3_600_000)
    await t.withKey(old.key).get('/contacts').expect(401)
    await t.withKey(fresh.key).get('/contacts').expect(200)
    t.clock.now = start
  })

  test('keeps no longer life than it had, and gives it on', async () => {
    const expiresAt = hoursFrom(t.clock.now, 5)
    const old = await makeKey({ expiresAt })
    const { body: fresh } = await rotate(t.as.coordinator, old.id).expect(201)
    expect(fresh.expiresAt).toBe(expiresAt)
    expect((await read(old.id)).expiresAt).toBe(expiresAt)
    const { body: next } = await rotate(t.as.coordinator, fresh.id, { overlapHours: 0 }).expect(201)
    expect(next.expiresAt).toBe(expiresAt)
    await t.withKey(fresh.key).get('/organisations').expect(401)
    await t.withKey(next.key).get('/organisations').expect(200)
  })

  test('does so by itself, whatever its role, and no other does', async () => {
    const key = await partnerKey()
    const caller = t.withKey(key.key)
    for (const other of [t.as.partner, t.as.otherPartner, t.as.matcher, t.as.reader])
      await rotate(other, key.id).expect(404)
    await rotate(t.as.public, key.id).expect(401)
    const { body: own } = await caller.get('/me').expect(200)
    const { body: fresh } = await rotate(caller, own.id).expect(201)
    expect((await t.withKey(fresh.key).get('/me').expect(200)).body).toMatchObject({
      id: fresh.id,
      organisation: { id: t.organisations.partner },
    })
    const { body: history } = await t.as.coordinator.get(`/api-keys/${fresh.id}/history`).expect(200)
    expect(history.items[0]).toMatchObject({ operation: 'insert', actor: { kind: 'api_key', id: key.id } })
    const reader = await makeKey()
    await rotate(t.withKey(reader.key), reader.id).expect(201)
    await rotate(t.as.coordinator, randomUUID()).expect(404)
  })

  test('is rotated once: a leaked one begets no keys for as long as its overlap lasts', async () => {
    const key = await partnerKey()
    const answers = await Promise.all([
      rotate(t.withKey(key.key), key.id),
      rotate(t.as.coordinator, key.id),
      rotate(t.withKey(key.key), key.id),
    ])
    expect(statusesOf(answers)).toEqual([201, 409, 409])
    const { body } = await rotate(t.as.coordinator, key.id).expect(409)
    expect(body.detail).toContain('rotated already')
  })

  test('must still work', async () => {
    const start = t.clock.now
    const revoked = await makeKey()
    await t.as.coordinator.post(`/api-keys/${revoked.id}/revocation`).expect(200)
    await rotate(t.as.coordinator, revoked.id).expect(409)
    const expired = await makeKey({ expiresAt: hoursFrom(start, 1) })
    t.clock.now = new Date(start.getTime() + 3_600_000)
    await rotate(t.as.coordinator, expired.id).expect(409)
    t.clock.now = start
  })

  test('is told for how long in whole hours, up to thirty days, and which version was read', async () => {
    const { id } = await makeKey()
    for (const overlapHours of [-1, 721, 1.5, '24', null])
      await rotate(t.as.coordinator, id, { overlapHours }).expect(400)
    await rotate(t.as.coordinator, id, { hours: 1 }).expect(400)
    await rotate(t.as.coordinator, id, {}, { 'if-match': '"7"' }).expect(412)
    expect(await read(id)).toMatchObject({ version: 1 })
    await rotate(t.as.coordinator, id, { overlapHours: 720 }, { 'if-match': '"1"' }).expect(201)
  })

  test('has the new one shown once, also to who repeats the request', async () => {
    const { id } = await makeKey()
    const headers = { 'idempotency-key': randomUUID() }
    const { body: first } = await rotate(t.as.coordinator, id, {}, headers).expect(201)
    const { body: again, text } = await rotate(t.as.coordinator, id, {}, headers).expect(201)
    const { key, ...kept } = first
    expect(again).toEqual(kept)
    expect(text).not.toContain(key)
  })
})

describe('what is refused', () => {
  test('is one 401 for all that can be wrong with a key, and the log says what', async () => {
    const [revoked, expired] = [await makeKey(), await makeKey({ expiresAt: hoursFrom(t.clock.now, 1) })]
    await using foreign = await testApp()
    const ofAnother = await foreign.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }).expect(201)
    await t.as.coordinator.post(`/api-keys/${revoked.id}/revocation`).expect(200)
    const start = t.clock.now
    t.clock.now = new Date(start.getTime() + 3_600_000)
    const before = t.log.length
    const keys = [revoked.key, expired.key, ofAnother.body.key, newKey(), `${newKey()}x`, 'nonsense']
    const answers = []
    for (const key of keys) {
      const { status, body, headers } = await t.withKey(key).get('/organisations')
      const { traceId: _, ...said } = body
      answers.push({ status, said, challenge: headers['www-authenticate'] })
    }
    t.clock.now = start
    expect(answers).toEqual(Array(keys.length).fill(answers[0]))
    expect(answers[0]).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="samhallskontraktet", error="invalid_token"',
    })
    expect(linesSince(before)).toMatchObject([
      { level: 40, denied: 'revoked', keyId: revoked.id },
      { level: 40, denied: 'expired', keyId: expired.id },
      { level: 40, denied: 'unknown' },
      { level: 40, denied: 'unknown' },
      { level: 40, denied: 'malformed' },
      { level: 40, denied: 'malformed' },
    ])
    const logged = t.log.slice(before).join('')
    for (const key of keys) expect(logged).not.toContain(key)
  })

  test('is counted by its reason', async () => {
    const counted = async () => [
      await metric('sign_ins_total', 'method="api_key",result="ok"'),
      await metric('sign_ins_total', 'method="api_key",result="unknown"'),
      await metric('sign_ins_total', 'method="oidc",result="no_provider"'),
      await metric('requests_denied_total', 'code="unauthenticated",reason="unknown"'),
      await metric('requests_denied_total', 'code="unauthenticated",reason="no_credentials"'),
      await metric('requests_denied_total', 'code="forbidden",reason="role"'),
      await metric('requests_denied_total', 'code="forbidden",reason="rule"'),
    ]
    const before = await counted()
    await t.withKey(newKey()).get('/organisations').expect(401)
    await t.withKey('a.b.c').get('/organisations').expect(401)
    await t.as.public.get('/api-keys').expect(401)
    await t.as.reader.get('/api-keys').expect(403)
    await t.as.partner.patch(`/organisations/${t.organisations.otherPartner}`, { shortName: 'X' }, '*').expect(403)
    const after = await counted()
    const [ok, ...others] = after.map((count, i) => count - before[i]!)
    // Besides these, the metrics themselves are asked for with a key.
    expect(ok).toBeGreaterThanOrEqual(9)
    expect(others).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('without a key is told how to sign in, and of no fault', async () => {
    const { headers } = await t.as.public.get('/api-keys').expect(401)
    expect(headers['www-authenticate']).toBe('Bearer realm="samhallskontraktet"')
  })
})

describe('a known key', () => {
  test('costs the database no read a request', async () => {
    const { key } = await makeKey()
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    const begun = performance.now()
    for (let n = 0; n < 20; n++) await t.withKey(key).get('/api-info').expect(200)
    const seconds = Math.floor((performance.now() - begun) / 1000)
    const reads = asked.mock.calls.filter((call) => JSON.stringify(call[0]).includes('api_keys')).length
    asked.mockRestore()
    expect(reads).toBeGreaterThan(0)
    expect(reads).toBeLessThanOrEqual(1 + seconds)
  })

  test('is refused within a second of what another process does to it', async () => {
    const cases: [column: string, value: string, status: number][] = [
      ['revoked_at', 'registry_now()', 401],
      ['expires_at', `'2020-01-01'`, 401],
      ['scopes', `'{write}'`, 403],
    ]
    const changed = cases.map(async ([column, value, status]) => {
      const { id, key } = await makeKey()
      await t.withKey(key).get('/organisations').expect(200)
      await t.connection.pool.query(`update api_keys set ${column} = ${value} where id = $1`, [id])
      await sleep(1_001)
      await t.withKey(key).get('/organisations').expect(status)
    })
    await Promise.all(changed)
  })

  test('is refused at once where it is revoked, by all who ask while that is done', async () => {
    const { id, key } = await makeKey()
    let isRevoked = false
    const knock = async () => {
      const wasRevoked = isRevoked
      const { status } = await t.withKey(key).get('/api-info')
      return { wasRevoked, status }
    }
    const knocks: ReturnType<typeof knock>[] = []
    const revocation = t.as.coordinator
      .post(`/api-keys/${id}/revocation`)
      .expect(200)
      .then(() => (isRevoked = true))
    for (let n = 0; n < 30; n++) {
      knocks.push(knock())
      await sleep(2)
    }
    await revocation
    knocks.push(knock(), knock())
    const after = (await Promise.all(knocks)).filter(({ wasRevoked }) => wasRevoked)
    expect(after.length).toBeGreaterThan(1)
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([401]))
  })

  test('was good for ten minutes after it was, and not once it is refused', async () => {
    const { id, key } = await makeKey()
    expect(wasLetIn(key)).toBe(false)
    await t.withKey(key).get('/organisations').expect(200)
    expect(wasLetIn(key)).toBe(true)
    expect(wasLetIn(newKey())).toBe(false)
    const now = performance.now()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 600_001)
    expect(wasLetIn(key)).toBe(false)
    clock.mockRestore()
    await t.as.coordinator.post(`/api-keys/${id}/revocation`).expect(200)
    await t.withKey(key).get('/organisations').expect(401)
    expect(wasLetIn(key)).toBe(false)
  })
})

test('a use that could not be written is written the next time', async () => {
  const { id, key } = await makeKey()
  await t.withKey(key).get('/organisations').expect(200)
  const { connection } = t
  await connection.pool.query('alter table api_key_uses rename to away')
  await expect(writeUses(connection.db)).rejects.toThrow('api_key_uses')
  await connection.pool.query('alter table away rename to api_key_uses')
  expect((await read(id)).lastUsedAt).toBeUndefined()
  await writeUses(connection.db)
  expect((await read(id)).lastUsedAt).toBe(t.clock.now.toISOString())
})
