import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey } from '../../src/identity/api-keys/key.ts'
import { writeUses } from '../../src/identity/uses.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const makeKey = async (key: object) =>
  (await t.as.coordinator.post('/api-keys', { name: 'Prov (påhittad)', role: 'reader', ...key }).expect(201)).body
const withHeader = (authorization: string, path = '/organisations') => t.as.public.get(path, { authorization })

describe('a bearer token', () => {
  test('that stands for nobody is 401 everywhere, also on what is public', async () => {
    const good = t.keys.reader
    const bad = [
      '',
      'Bearer',
      'Bearer ',
      good,
      `Basic ${Buffer.from('a:b').toString('base64')}`,
      'Bearer nonsense',
      `Bearer ${newKey()}`,
      `Bearer ${good.slice(0, -1)}${good.endsWith('a') ? 'b' : 'a'}`,
      `Bearer ${good}x`,
      `Bearer ${good} ${good}`,
      `Bearer ${good.replace('sk_', 'SK_')}`,
      `Bearer ${'a'.repeat(5000)}`,
      `Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.`,
      "Bearer ' or 1=1 --",
    ]
    for (const authorization of bad) {
      const { status, headers, body } = await withHeader(authorization)
      expect([authorization, status, body.code, headers['www-authenticate']]).toEqual([
        authorization,
        401,
        'unauthenticated',
        'Bearer realm="samhallskontraktet", error="invalid_token"',
      ])
    }
  })

  test('is known whatever the case of its scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      await withHeader(`${scheme} ${t.keys.coordinator}`, '/api-keys').expect(200)
  })

  test('expires at a time that can be told, or never', async () => {
    for (const expiresAt of ['9999-12-31T23:59:59-12:00', '2025-02-03T09:30:00Z', '2024-12-31T23:59:60Z']) {
      const { body } = await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader', expiresAt }).expect(422)
      expect(body.errors[0].pointer).toBe('/expiresAt')
    }
    expect(await makeKey({ expiresAt: '9999-12-31T23:59:59Z' })).toMatchObject({
      expiresAt: '9999-12-31T23:59:59.000Z',
    })
  })

  test('is never taken from a URL', async () => {
    await t.as.public.get(`/organisations?access_token=${t.keys.coordinator}`).expect(400)
    await t.as.public.get(`/api-keys?key=${t.keys.coordinator}`).expect(401)
  })

  test('that is missing is 401 where somebody is asked for, and says how', async () => {
    const { headers, body } = await t.as.public.get('/api-keys').expect(401)
    expect(headers['www-authenticate']).toMatch(/^Bearer/)
    expect(body.detail).toContain('Authorization: Bearer')
  })
})

describe('an API key', () => {
  test('is refused from the moment it is revoked, for good, and revoking it again changes nothing', async () => {
    const { id, key } = await makeKey({})
    await t.withKey(key).get('/organisations').expect(200)
    await t.as.coordinator.post(`/api-keys/${id}/revocation`, {}, { 'if-match': '"7"' }).expect(412)
    const { body: revoked } = await t.as.coordinator
      .post(`/api-keys/${id}/revocation`, {}, { 'if-match': '"1"' })
      .expect(200)
    await t.withKey(key).get('/organisations').expect(401)
    const { body: again } = await t.as.coordinator
      .post(`/api-keys/${id}/revocation`, {}, { 'if-match': '"1"' })
      .expect(200)
    expect(again).toEqual(revoked)
  })

  test('is refused from the moment it expires', async () => {
    const start = t.clock.now
    const { key } = await makeKey({ expiresAt: new Date(start.getTime() + 60_000).toISOString() })
    await t.withKey(key).get('/organisations').expect(200)
    t.clock.now = new Date(start.getTime() + 59_999)
    await t.withKey(key).get('/organisations').expect(200)
    t.clock.now = new Date(start.getTime() + 60_000)
    await t.withKey(key).get('/organisations').expect(401)
    t.clock.now = start
  })

  test('is shown once, and kept as a hash alone', async () => {
    const { id, key, hint } = await makeKey({})
    expect(key).toMatch(/^sk_[0-9A-Za-z]{49}$/)
    expect(key.startsWith(hint)).toBe(true)
    const { text } = await t.as.coordinator.get(`/api-keys/${id}`).expect(200)
    const { text: list } = await t.as.coordinator.get('/api-keys').expect(200)
    const { text: history } = await t.as.coordinator.get(`/api-keys/${id}/history`).expect(200)
    const { rows } = await t.connection.pool.query(
      `select api_keys::text, encode(hash, 'hex') as hash from api_keys where id = $1`,
      [id],
    )
    for (const kept of [text, list, history, JSON.stringify(rows)]) expect(kept).not.toContain(key)
    for (const shown of [text, list, history]) expect(shown).not.toContain(rows[0].hash)
  })

  test('acts for an organisation where its role does, and for none elsewhere', async () => {
    const make = (key: object) => t.as.coordinator.post('/api-keys', { name: 'Prov', ...key })
    expect((await make({ role: 'partner' }).expect(422)).body.errors[0].pointer).toBe('/organisationId')
    await make({ role: 'matcher' }).expect(422)
    await make({ role: 'reader', organisationId: t.organisations.partner }).expect(422)
    await make({ role: 'partner', organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10' }).expect(422)
    await make({ role: 'partner', organisationId: t.organisations.partner }).expect(201)
    const { body } = await make({ role: 'partner', expiresAt: '2020-01-01T00:00:00Z' }).expect(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/expiresAt',
      '/organisationId',
    ])
    await make({ role: 'admin' }).expect(400)
  })

  test('has its last use noted, without a change of its version or a row in the log', async () => {
    const { id, key } = await makeKey({})
    const count = async () => (await t.connection.pool.query('select count(*) from changes')).rows[0].count
    const before = await count()
    await t.withKey(key).get('/organisations').expect(200)
    await writeUses(t.connection.db)
    const { body } = await t.as.coordinator.get(`/api-keys/${id}`).expect(200)
    expect(body).toMatchObject({ version: 1, lastUsedAt: t.clock.now.toISOString() })
    expect(await count()).toBe(before)
  })

  test('is listed by what it is for, and whether it can be used', async () => {
    const { id: revoked } = await makeKey({ role: 'partner', organisationId: t.organisations.otherPartner })
    await t.as.coordinator.post(`/api-keys/${revoked}/revocation`).expect(200)
    const idsOf = async (query: string) =>
      (await t.as.coordinator.get(`/api-keys?limit=200&${query}`).expect(200)).body.items.map(
        (item: { id: string }) => item.id,
      )
    const ofOther = `organisationId=${t.organisations.otherPartner}`
    expect(await idsOf(`${ofOther}&active=false`)).toEqual([revoked])
    expect(await idsOf(`${ofOther}&active=true`)).toHaveLength(1)
    expect(await idsOf(`role=partner,matcher&${ofOther}`)).toHaveLength(2)
    const each = [...(await idsOf(ofOther)), ...(await idsOf(`organisationId=${t.organisations.partner}`))]
    expect(new Set(await idsOf(`${ofOther},${t.organisations.partner}`))).toEqual(new Set(each))
  })
})
