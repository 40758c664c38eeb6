import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
let path: string

beforeAll(async () => {
  t = await testApp()
  path = `/organisations/${t.organisations.partner}`
})
afterAll(() => t[Symbol.asyncDispose]())

describe('every answer', () => {
  test('tells a browser to run, frame and guess nothing', async () => {
    const answers = await Promise.all([
      t.as.public.get('/organisations').expect(200),
      t.as.public.get(path, { 'if-none-match': '*' }).expect(304),
      t.as.public.get('/nothing').expect(404),
      t.as.public.get('/%zz').expect(400),
      t.as.public.get('/api-keys').expect(401),
      t.as.public.call('put', path).expect(405),
      t.as.public.call('options', path).expect(204),
      t.as.public.get('/health/live').expect(200),
      t.as.public.get('/openapi.json').expect(200),
      t.as.coordinator.post('/organisations', {}).expect(400),
      t.as.public.get('/health/live', { 'x-long': 'a'.repeat(20_000) }).expect(431),
    ])
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(Object.keys(headers)).not.toContain('strict-transport-security')
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })

  test('of the documentation lets its own pages look as they should, and none frame them but itself', async () => {
    const { headers: docs } = await t.as.public.get('/docs/').expect(200)
    expect(docs['content-security-policy']).toMatch(/^default-src 'self'; .*frame-ancestors 'self'/)
    expect(docs['x-content-type-options']).toBe('nosniff')
    const { headers: problem, text } = await t.as.public.get('/docs/problems/rate_limited').expect(200)
    expect(problem['content-security-policy']).toContain("default-src 'none'; style-src 'unsafe-inline'")
    expect(text).not.toContain('<script')
  })

  test('says to stay with https where that is how the register is reached', async () => {
    await using secure = await testApp({ publicUrl: 'https://register.example' })
    for (const target of ['/organisations', '/nothing', '/%zz']) {
      const { headers } = await secure.as.public.get(target)
      expect(headers['strict-transport-security']).toBe('max-age=31536000')
    }
  })
})

describe('a cache', () => {
  test('may keep for a moment what everybody may read, and nothing of what a key shows', async () => {
    for (const target of ['/organisations', path, '/api-info', '/outcomes/summary', '/outcomes', `${path}/nothing`]) {
      const { headers, status } = await t.as.public.get(target)
      const kept = status === 200 ? 'public, max-age=30, must-revalidate' : 'no-store'
      expect([target, headers['cache-control']]).toEqual([target, kept])
    }
    for (const target of ['/organisations', path, '/api-keys', '/coverage', `${path}/history`]) {
      const { headers } = await t.as.coordinator.get(target).expect(200)
      expect([target, headers['cache-control']]).toEqual([target, 'private, no-store'])
      expect(headers.vary?.split(', ')).toContain('authorization')
    }
    const { headers } = await t.as.public.get('/outcomes').expect(200)
    expect(headers.vary).toBe('authorization, accept, accept-language')
  })

  test('keeps no answer to a write, nor a page that is no part of the contract', async () => {
    const made = await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }).expect(201)
    expect(made.headers['cache-control']).toBe('no-store')
    expect((await t.as.coordinator.get('/metrics').expect(200)).headers['cache-control']).toBe('no-store')
    expect((await t.as.public.get('/health/ready').expect(200)).headers['cache-control']).toBe('no-store')
  })
})

const origin = 'https://www.example.se'
const preflight = (method: string, headers = 'authorization,content-type') => ({
  origin,
  'access-control-request-method': method,
  'access-control-request-headers': headers,
})

describe('a page of another origin', () => {
  test('is invited to nothing, unless it is named', async () => {
    const { headers } = await t.as.public.get('/organisations', { origin }).expect(200)
    expect(headers['access-control-allow-origin']).toBeUndefined()
    const asked = await t.as.public.call('options', path, preflight('PATCH')).expect(204)
    expect(asked.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('that is named may call as anyone does, and read refusals and what the headers say', async () => {
    await using own = await testApp({ corsOrigins: [origin, 'https://other.example'] })
    const asked = await own.as.public.call('options', path, preflight('PATCH')).expect(204)
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': expect.stringContaining('Authorization'),
      'access-control-max-age': '600',
      vary: 'Origin',
    })
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined()
    for (const [caller, target, status] of [
      ['partner', path, 200],
      ['public', '/api-keys', 401],
      ['public', '/nothing', 404],
      ['public', '/openapi.json', 200],
    ] as const) {
      const { headers } = await own.as[caller].get(target, { origin }).expect(status)
      expect(headers['access-control-allow-origin']).toBe(origin)
      expect(headers['access-control-expose-headers']).toMatch(/ETag, Location.*RateLimit.*Retry-After/)
      expect(headers.vary).toMatch(/^Origin/)
    }
    const { headers } = await own.as.public.get(path, { origin: 'https://evil.example' }).expect(200)
    expect(headers['access-control-allow-origin']).toBeUndefined()
    // What no page asks for in advance is answered as ever.
    expect((await own.as.public.call('options', path).expect(204)).headers.allow).toBe('DELETE, GET, HEAD, PATCH')
    await own.as.public.call('options', '/nothing').expect(404)
    await own.as.public.call('put', path, { origin }).expect(405)
  })

  test('may read what is public where all may, without a key and without writing', async () => {
    await using own = await testApp({ corsOrigins: ['*'] })
    const { headers } = await own.as.public.get('/organisations', { origin }).expect(200)
    expect(headers['access-control-allow-origin']).toBe('*')
    const asked = await own.as.public.call('options', `${base}/organisations`, preflight('POST')).expect(204)
    expect(asked.headers['access-control-allow-methods']).toBe('GET, HEAD')
    expect(asked.headers['access-control-allow-headers']).not.toMatch(/authorization/i)
  })
})
