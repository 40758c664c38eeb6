import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetReplays } from '../../src/db/idempotency.ts'
import { base } from '../../src/representation.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
let path: string

beforeAll(async () => {
  t = await testApp()
  path = `/organisations/${t.organisations.partner}`
})
afterAll(() => t[Symbol.asyncDispose]())

const fine = { name: 'Provföreningen (påhittad)', kind: 'informal', sector: 'civil_society' }
const day = 24 * 3_600_000
const countOrganisations = async () =>
  (await t.connection.pool.query('select count(*) from organisations')).rows[0].count as number

describe('an ETag', () => {
  test('begins with the version, and spares the answer to who has it already', async () => {
    const { headers, body } = await t.as.public.get(path).expect(200)
    expect(headers.etag).toMatch(new RegExp(`^"${body.version}(-[\\w-]+)?"$`))
    expect(headers.vary).toContain('authorization')
    for (const known of [headers.etag!, `W/${headers.etag}`, `"0", ${headers.etag}`, '*']) {
      const { text, headers: again } = await t.as.public.get(path, { 'if-none-match': known }).expect(304)
      expect([text, again.etag]).toEqual(['', headers.etag])
    }
    for (const other of ['"0"', 'nonsense', '"', headers.etag!.slice(1, -1)])
      await t.as.public.get(path, { 'if-none-match': other }).expect(200)
  })

  test('changes with what is shown, also when that stands in another row', async () => {
    const { headers: before } = await t.as.public.get(path).expect(200)
    await t.connection.pool.query(
      `insert into agreements (code, title, status, valid_from) values ('PROV', 'Prov', 'open', '2020-01-01')`,
    )
    await t.connection.pool.query(
      `insert into signatures (organisation_id, agreement_id, method, signed_on) select $1, id, 'paper', '2020-01-01' from agreements`,
      [t.organisations.partner],
    )
    const { headers: after, body } = await t.as.public.get(path, { 'if-none-match': before.etag! }).expect(200)
    expect(body.signatory).toBe(true)
    expect(after.etag).not.toBe(before.etag)
  })

  test('is answered by writes, and good for the next one', async () => {
    const { headers: made } = await t.as.coordinator
      .post('/organisations', { ...fine, name: 'Ettan (påhittad)' })
      .expect(201)
    const own = made.location!
    const { headers: first } = await t.as.coordinator.patch(own, { shortName: 'Ett' }, made.etag!).expect(200)
    const { headers: read } = await t.as.coordinator.get(own).expect(200)
    expect(first.etag).toBe(read.etag)
    const { text } = await t.as.coordinator.delete(own, first.etag!).expect(204)
    expect(text).toBe('')
    await t.as.coordinator.get(own).expect(404)
  })
})

describe('If-Match', () => {
  test('is asked for by what changes and removes', async () => {
    for (const method of ['patch', 'delete'] as const) {
      const { body } = await t.as.coordinator
        .call(method, path)
        .send(method === 'patch' ? { shortName: 'x' } : undefined)
        .expect(428)
      expect(body.code).toBe('precondition_required')
    }
  })

  test('of an earlier version is refused, with the version that stands and what has changed since', async () => {
    const { body: read } = await t.as.coordinator.get(path).expect(200)
    await t.as.partner
      .patch(path, { website: 'https://prov.example', description: { sv: 'Ny' } }, read.version)
      .expect(200)
    await t.as.coordinator.patch(path, { tags: ['prov'] }, read.version + 1).expect(200)
    const { body } = await t.as.coordinator.patch(path, { shortName: 'P' }, read.version).expect(412)
    expect(body).toMatchObject({
      code: 'version_mismatch',
      currentVersion: read.version + 2,
      changedFields: ['descriptionSv', 'tags', 'website'],
    })
    await t.as.coordinator.delete(path, read.version).expect(412)
    const { body: after } = await t.as.coordinator.get(path).expect(200)
    expect(after.shortName).toBeUndefined()
  })

  test('of a version that never was is refused', async () => {
    await t.as.coordinator.patch(path, { shortName: 'P' }, 999_999).expect(412)
    await t.as.coordinator.patch(path, { shortName: 'P' }, '"0"').expect(412)
  })

  test('with a star changes whatever stands', async () => {
    await t.as.coordinator.patch(path, { tags: [] }, '*').expect(200)
  })

  test.each(['1', 'w/"1"', '"1", 2', '""', '"a"', '"1', '"99999999999999999999"', '"-1"', '1.5', ''])(
    'that is no ETag of ours is refused: %s',
    async (tag) => {
      const { body, status } = await t.as.coordinator.patch(path, { shortName: 'P' }, tag)
      expect([400, 428]).toContain(status)
      if (status === 400) expect(body.errors).toMatchObject([{ part: 'header', pointer: '/if-match' }])
    },
  )

  test('of a proxy that compresses is that of the row, and one of several is enough', async () => {
    const { body: read } = await t.as.coordinator.get(path).expect(200)
    await t.as.coordinator.patch(path, { shortName: 'W' }, `W/"${read.version}"`).expect(200)
    await t.as.coordinator.patch(path, { shortName: 'L' }, `"${read.version}", W/"${read.version + 1}-abc"`).expect(200)
    const { body } = await t.as.coordinator
      .patch(path, { tags: [] }, `"${read.version}","${read.version + 1}"`)
      .expect(412)
    expect(body).toMatchObject({ currentVersion: read.version + 2, changedFields: ['shortName'] })
  })

  test('lets one of two writers through', async () => {
    const { body: read } = await t.as.coordinator.get(path).expect(200)
    const writers = await Promise.all(
      ['Ett', 'Två', 'Tre', 'Fyra'].map((shortName) => t.as.coordinator.patch(path, { shortName }, read.version)),
    )
    expect(writers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412])
    const { body: after } = await t.as.coordinator.get(path).expect(200)
    expect(after).toMatchObject({
      version: read.version + 1,
      shortName: writers.find(({ status }) => status === 200)!.body.shortName,
    })
  })
})

describe('an Idempotency-Key', () => {
  let key: string
  let turn = 0
  const create = (body: object = fine, headers: Record<string, string> = {}, caller = t.as.coordinator) =>
    caller.post('/organisations', body, { 'idempotency-key': key, ...headers })

  beforeEach(() => {
    key = `order-${++turn}`
  })

  test('makes a repeated call answer as the first one did, and store nothing more', async () => {
    const first = await create().expect(201)
    const count = await countOrganisations()
    const again = await create().expect(201)
    expect(again.text).toBe(first.text)
    expect([again.headers.location, again.headers.etag, again.headers['content-type']]).toEqual([
      first.headers.location,
      first.headers.etag,
      first.headers['content-type'],
    ])
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true'])
    expect(again.headers.traceparent).not.toBe(first.headers.traceparent)
    expect(await countOrganisations()).toBe(count)
  })

  test('is the same bare and quoted, and whatever the order of spaces in the body', async () => {
    const first = await create().expect(201)
    const again = await t.as.coordinator
      .call('post', '/organisations', { 'idempotency-key': `"${key}"` })
      .set('content-type', 'application/json')
      .send(`  ${JSON.stringify(fine, null, 2)}\n`)
      .expect(201)
    expect(again.body.id).toBe(first.body.id)
  })

  test('may hold spaces in quotation marks, and those and backslashes behind a backslash', async () => {
    const call = (quoted: string) => create(fine, { 'idempotency-key': quoted })
    const first = await call(`"${key} with spaces"`).expect(201)
    expect((await call(`"${key} with spaces"`).expect(201)).body.id).toBe(first.body.id)
    const second = await call(String.raw`"${key} \"a\" \\"`).expect(201)
    expect(second.body.id).not.toBe(first.body.id)
    for (const wrong of [`${key} bare spaces`, `"${key} open`, String.raw`"${key} \x"`]) await call(wrong).expect(400)
  })

  test('with another body, or for another operation, is refused', async () => {
    await create().expect(201)
    const { body } = await create({ ...fine, name: 'Något annat (påhittat)' }).expect(422)
    expect(body.code).toBe('rule_broken')
    await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }, { 'idempotency-key': key }).expect(422)
  })

  test('is each caller’s own', async () => {
    const first = await create().expect(201)
    const { body: other } = await t.as.coordinator
      .post('/api-keys', { name: 'En till', role: 'coordinator' })
      .expect(201)
    const second = await create(fine, {}, t.withKey(other.key)).expect(201)
    expect(second.body.id).not.toBe(first.body.id)
  })

  test('of a call that was refused can be used again', async () => {
    await create({ ...fine, organisationNumber: '499900-0006' }).expect(422)
    await create({}).expect(400)
    await create().expect(201)
  })

  test('whose first call still runs is refused', async () => {
    const {
      rows: [caller],
    } = await t.connection.pool.query(`select id from api_keys where name = 'Test coordinator'`)
    const other = new pg.Client({ connectionString: t.databaseUrl })
    await other.connect()
    await other.query('select pg_advisory_lock(hashtextextended($1, 0))', [`api_key ${caller.id} ${key}`])
    const { body, headers } = await create().expect(409)
    expect(body).toMatchObject({ code: 'conflict', detail: expect.stringContaining('still running') })
    expect(headers['retry-after']).toBe('1')
    await other.end()
    await create().expect(201)
  })

  test('makes one row of many calls at once', async () => {
    const before = await countOrganisations()
    const calls = await Promise.all(Array.from({ length: 8 }, () => create()))
    expect(calls.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([])
    expect(new Set(calls.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1)
    expect(await countOrganisations()).toBe(before + 1)
  })

  test('is kept for 48 hours, and forgotten after', async () => {
    const start = t.clock.now
    const first = await create().expect(201)
    t.clock.now = new Date(start.getTime() + 2 * day - 1000)
    expect((await create().expect(201)).body.id).toBe(first.body.id)
    t.clock.now = new Date(start.getTime() + 2 * day + 1000)
    const anew = await create().expect(201)
    expect(anew.body.id).not.toBe(first.body.id)
    expect((await create().expect(201)).body.id).toBe(anew.body.id)
    t.clock.now = new Date(start.getTime() + 5 * day)
    await forgetReplays(t.connection.db, t.clock.now)
    expect((await t.connection.pool.query('select count(*) from replays')).rows).toEqual([{ count: 0 }])
    t.clock.now = start
  })

  test.each(['""', '"a', 'a b', 'å', 'x'.repeat(256), `"${'x'.repeat(256)}"`])(
    'that is none is refused: %s',
    async (bad) => {
      key = Buffer.from(bad).toString('latin1')
      const { body } = await create().expect(400)
      expect(body.errors).toMatchObject([{ part: 'header', pointer: '/idempotency-key', code: 'wrong_format' }])
    },
  )

  test('of an action makes it answer as before', async () => {
    const { body: made } = await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }).expect(201)
    const revoke = () =>
      t.as.coordinator.post(`/api-keys/${made.id}/revocation`, {}, { 'idempotency-key': key }).expect(200)
    const [first, again] = [await revoke(), await revoke()]
    expect(again.text).toBe(first.text)
  })

  test('never brings a secret a second time', async () => {
    const make = () =>
      t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }, { 'idempotency-key': key }).expect(201)
    const [first, again] = [await make(), await make()]
    expect(again.body.id).toBe(first.body.id)
    expect([typeof first.body.key, again.body.key]).toEqual(['string', undefined])
    const { rows } = await t.connection.pool.query('select body from replays')
    expect(JSON.stringify(rows)).not.toContain(first.body.key)
  })
})

test('a created row is where Location says', async () => {
  const { headers, body } = await t.as.coordinator.post('/organisations', fine).expect(201)
  expect(headers.location).toBe(`${base}/organisations/${body.id}`)
  expect((await t.as.coordinator.get(headers.location!).expect(200)).body).toEqual(body)
})
