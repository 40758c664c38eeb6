import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/errors.ts'
import { problems } from '../../src/http/responses/problem.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

describe('every answer', () => {
  const sent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

  test('carries the trace of the caller on, with a step of its own', async () => {
    const path = `/organisations/${t.organisations.partner}`
    const calls = [
      t.as.public.get('/organisations', { traceparent: sent }).expect(200),
      t.as.public.get(path, { traceparent: sent, 'if-none-match': '*' }).expect(304),
      t.as.public.get('/nothing', { traceparent: sent }).expect(404),
      t.as.public.get('/organisations?x=1', { traceparent: sent }).expect(400),
      t.as.public.get('/api-keys', { traceparent: sent }).expect(401),
      t.as.public.call('options', path, { traceparent: sent }).expect(204),
      t.as.public.call('put', path, { traceparent: sent }).expect(405),
      t.as.public.get('/health/live', { traceparent: sent }).expect(200),
    ]
    for (const { headers, body, status } of await Promise.all(calls)) {
      expect(headers.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/)
      expect(headers.traceparent).not.toBe(sent)
      if (status >= 400) expect(body.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    }
  })

  test('begins a trace where none is given, or none that is one', async () => {
    const bad = [
      undefined,
      '',
      'nonsense',
      sent.toUpperCase(),
      `ff${sent.slice(2)}`,
      sent.replace(/4bf9\w+/, '0'.repeat(32)),
      sent.replace(/00f067\w+/, '0'.repeat(16)),
      sent.slice(0, -1),
    ]
    const traces = new Set<string>()
    for (const traceparent of bad) {
      const { headers } = await t.as.public
        .get('/api-info', traceparent === undefined ? {} : { traceparent })
        .expect(200)
      expect(headers.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/)
      traces.add(headers.traceparent!.slice(3, 35))
    }
    expect(traces.size).toBe(bad.length)
  })

  test('names the request, as the caller does where that is safe to log', async () => {
    const { headers } = await t.as.public.get('/api-info', { 'x-request-id': 'order-2025.0017_a' }).expect(200)
    expect(headers['x-request-id']).toBe('order-2025.0017_a')
    for (const id of ['short', 'x'.repeat(65), 'with space', '{"a":1}', '']) {
      const { headers: other } = await t.as.public.get('/api-info', { 'x-request-id': id }).expect(200)
      expect(other['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    }
  })

  test('says nothing of what the register is built with', async () => {
    for (const target of ['/organisations', '/nothing', '/docs', '/health/live']) {
      const { headers } = await t.as.public.get(target)
      expect([headers['x-powered-by'], headers.server]).toEqual([undefined, undefined])
    }
  })
})

describe('a problem', () => {
  test('speaks the language that the caller reads, and English else', async () => {
    for (const [accepted, language, words] of [
      ['sv', 'sv', 'ingen sådan organisation'],
      ['sv-SE,sv;q=0.9,en;q=0.5', 'sv', 'ingen sådan organisation'],
      ['en', 'en', 'no such organisation'],
      ['de', 'en', 'no such organisation'],
      ['sv;q=0.1, en;q=0.9', 'en', 'no such organisation'],
      ['*', 'en', 'no such organisation'],
      [';;;q=', 'en', 'no such organisation'],
    ] as const) {
      const { headers, body } = await t.as.public
        .get('/organisations/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10', { 'accept-language': accepted })
        .expect(404)
      const title = language === 'sv' ? 'Finns inte' : 'Not found'
      expect([accepted, headers['content-language'], body.title]).toEqual([accepted, language, title])
      expect(body.detail).toContain(words)
    }
    const { body } = await t.as.coordinator.post('/organisations', {}, { 'accept-language': 'sv' }).expect(400)
    expect(body.errors[0].detail).toMatch(/saknas\.$/)
  })

  test.each([
    ['/organisations', 'ingen sådan organisation'],
    ['/agreements', 'ingen sådan avtalsversion'],
    ['/signatures', 'inget sådant undertecknande'],
    ['/collaborations', 'inget sådant samarbete'],
    ['/contributions', 'inget sådant bidrag'],
    ['/areas', 'inget sådant målområde'],
    ['/contacts', 'ingen sådan kontaktperson'],
    ['/api-keys', 'ingen sådan API-nyckel'],
  ])('gives what is not in %s its Swedish article: %s', async (list, words) => {
    const { body } = await t.as.coordinator
      .get(`${list}/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10`, { 'accept-language': 'sv' })
      .expect(404)
    expect(body.detail).toBe(`Det finns ${words}.`)
  })

  test('has its members and is kept by no cache', async () => {
    const { body, headers } = await t.as.public.get('/nothing?secret=1').expect(404)
    expect(body).toEqual({
      type: 'http://127.0.0.1:3000/docs/problems/not_found',
      title: 'Not found',
      status: 404,
      detail: expect.any(String),
      instance: '/',
      code: 'not_found',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
    })
  })

  test('of every kind has a page at its type', async () => {
    for (const code of errorCodes) {
      const { text, headers } = await t.as.public.get(`/docs/problems/${code}`).expect(200)
      expect(headers['content-type']).toMatch(/^text\/html/)
      expect(text).toContain(`<code>${code}</code>`)
      const swedish = await t.as.public.get(`/docs/problems/${code}`, { 'accept-language': 'sv' }).expect(200)
      expect(swedish.headers).toMatchObject({
        'content-language': 'sv',
        vary: expect.stringMatching(/accept-language/i),
      })
      const heading = (page: string) => /<html lang="(..)">[^]*<h1>(.*)<\/h1>/.exec(page)?.slice(1)
      expect(heading(text)).toEqual(['en', problems[code].title.en])
      expect(heading(swedish.text)).toEqual(['sv', problems[code].title.sv])
      expect(swedish.text).not.toMatch(/\b(?:the|and|what)\b/)
    }
    for (const code of ['nonsense', 'constructor', '__proto__', 'toString'])
      await t.as.public.get(`/docs/problems/${code}`).expect(404)
  })
})
