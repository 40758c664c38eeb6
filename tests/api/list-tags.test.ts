import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealChanges } from '../../src/changes/queries.ts'
import { transact } from '../../src/db/connect.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const lists = ['/organisations', '/contributions?limit=5', '/collaborations', '/vocabularies/sectors/terms']
const get = (path: string, tag = '"none"') => t.as.public.get(path, { 'if-none-match': tag })
const tagOf = async (path: string) => String((await get(path).expect(200)).headers['etag'])
const touch = () =>
  t.as.coordinator
    .post('/organisations', { name: 'Nykomlingen (påhittad)', kind: 'legal_entity', sector: 'business' })
    .expect(201)

describe('a list without a key', () => {
  test.each(lists)('%s is not sent again while nothing has changed', async (path) => {
    const tag = await tagOf(path)
    const { text, headers } = await get(path, tag).expect(304)
    expect(text).toBe('')
    expect(headers).toMatchObject({ etag: tag, 'cache-control': 'public, max-age=30, must-revalidate' })
    expect(headers['vary']).toContain('authorization')
    await get(path, `"other", W/${tag}`).expect(304)
  })

  test('is sent again once anything has, and the tag is another', async () => {
    const tag = await tagOf('/organisations')
    await touch()
    const { headers } = await get('/organisations', tag).expect(200)
    expect(headers['etag']).not.toBe(tag)
  })

  test('keeps its tag when the log is sealed, which changes nothing', async () => {
    await touch()
    const tag = await tagOf('/organisations')
    expect(await sealChanges(t.service.db)).toBeGreaterThan(0)
    await get('/organisations', tag).expect(304)
  })

  test('is sent again for a change that was begun before another and committed after it', async () => {
    await transact(t.connection.db.writers, async (tx) => {
      await tx.execute(sql`update sectors set label_en = label_en || '!' where code = 'faith'`)
      await touch()
      await sealChanges(t.service.db)
      const tag = await tagOf('/vocabularies/sectors/terms')
      await get('/vocabularies/sectors/terms', tag).expect(304)
      Object.assign(late, { tag })
    })
    await get('/vocabularies/sectors/terms', late.tag).expect(200)
  })
  const late = { tag: '' }

  test('has a tag of its own for each query, and another the next day, when signatures may have ended', async () => {
    const tag = await tagOf('/organisations')
    expect(await tagOf('/organisations?limit=3')).not.toBe(tag)
    const { now } = t.clock
    t.clock.now = new Date(now.getTime() + 24 * 3_600_000)
    await get('/organisations', tag).expect(200)
    t.clock.now = now
    await get('/organisations', tag).expect(304)
  })
})

test('a list that speaks has a tag for each language', async () => {
  const tagIn = async (language: string) =>
    (await t.as.public.get('/outcomes', { 'accept-language': language }).expect(200)).headers['etag']
  expect(await tagIn('sv')).toBe(await tagIn('sv'))
  expect(await tagIn('en')).not.toBe(await tagIn('sv'))
})

test('a list with a key has no tag: it is kept nowhere', async () => {
  const { headers } = await t.as.partner.get('/contributions', { 'if-none-match': '*' }).expect(200)
  expect(headers['etag']).toBeUndefined()
})
