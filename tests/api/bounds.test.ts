import { once } from 'node:events'
import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isDeep } from '../../src/http/admission/bounds.ts'
import { base } from '../../src/representation.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

describe('a request', () => {
  test('with too long a URL or too many headers is refused', async () => {
    const { body: long } = await t.as.public.get(`/organisations?cursor=${'a'.repeat(8_000)}`).expect(400)
    expect(long.detail).toContain('8000')
    const many = Object.fromEntries(Array.from({ length: 110 }, (_, n) => [`x-${n}`, '1']))
    const { body } = await t.as.public.get('/organisations', many).expect(400)
    expect(body.detail).toContain('100 headers')
  })

  test('with a body that is nested further than anything here is refused', async () => {
    const nested = (depth: number) => `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`
    for (const [depth, word] of [
      [31, 'kind is required'],
      [32, '32 levels'],
      [60_000, '32 levels'],
    ] as const) {
      const { body } = await t.as.coordinator
        .post('/organisations', nested(depth), { 'content-type': 'application/json' })
        .expect(400)
      expect(body.detail).toContain(word)
    }
  })

  test.each([
    ['{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}', false],
    [`{"a":"\\"${'['.repeat(40)}"}`, false],
    [`{"a":"\\\\"${'['.repeat(40)}`, true],
    [`{"a":"${'['.repeat(40)}`, false],
    [`[${'[],'.repeat(1000)}[]]`, false],
    ['['.repeat(33), true],
    ['['.repeat(32), false],
    ['{"a":'.repeat(33), true],
    ['', false],
    ['"\\', false],
  ])('is as deep as its objects and lists, whatever its texts hold: %s', (json, wanted) => {
    expect(isDeep(json)).toBe(wanted)
  })

  test('that comes a byte at a time is cut, and its connection with it', async () => {
    await using own = await testApp({})
    own.app.server.headersTimeout = 500
    const socket = connect(Number(new URL(own.url).port), '127.0.0.1')
    const answer = textOf(socket)
    const closed = once(socket, 'close')
    const drip = (async () => {
      for (const byte of `GET ${base}/organisations HTTP/1.1\r\nhost: x\r\nx-slow: ${'a'.repeat(1000)}`) {
        if (socket.destroyed || !socket.writable) return
        socket.write(byte)
        await sleep(50)
      }
    })()
    await closed
    await drip
    expect(await answer).toMatch(/^HTTP\/1.1 408 [^]*did not arrive in time/)
    await own.as.public.get('/organisations').expect(200)
  })

  test('is bounded by the server in size, time and number', () => {
    const { headersTimeout, requestTimeout, maxRequestsPerSocket, timeout, keepAliveTimeout } = t.app.server
    for (const bound of [headersTimeout, requestTimeout, maxRequestsPerSocket, timeout])
      expect(bound).toBeGreaterThan(0)
    expect(headersTimeout).toBeLessThan(requestTimeout)
    expect(keepAliveTimeout).toBeGreaterThan(60_000)
  })
})

describe('what names a person', () => {
  const number = '19121212-1212'
  const forms = [number, '191212121212', '121212-1212', '121212+1212', '19121272-1219', ' 19121212 1212']

  test('in a path is not repeated, nor what else stands where an id should', async () => {
    for (const [target, status, instance] of [
      [`/organisations/${number}`, 400, `${base}/organisations/{organisationId}`],
      ['/organisations/Anna%20Andersson', 400, `${base}/organisations/{organisationId}`],
      [`/organisations/${number}/history`, 400, `${base}/organisations/{organisationId}/history`],
      [`/vocabularies/sectors/terms/${number}`, 400, `${base}/vocabularies/sectors/terms/{termId}`],
      [`/vocabularies/${number}/terms`, 400, `${base}/vocabularies/{vocabulary}/terms`],
      [`/Anna-Andersson/${number}`, 404, '/'],
      [`/organisations/${t.organisations.partner}/${number}`, 404, '/'],
    ] as const) {
      const { body, text, status: given } = await t.as.coordinator.get(target)
      expect([target, given, body.instance]).toEqual([target, status, instance])
      // A trace may have any number in it.
      expect(text.replace(body.traceId, '')).not.toMatch(/1212|Anna/)
    }
    const path = `/organisations/${t.organisations.partner}`
    const { body } = await t.as.public.call('put', path).expect(405)
    expect(body.instance).toBe(base + path)
  })

  test('in a query is refused, and neither answered nor logged', async () => {
    for (const form of forms) {
      for (const name of ['q', 'externalReference', 'type', form]) {
        const { body, text, status } = await t.as.coordinator.get(
          `/contributions?${encodeURIComponent(name)}=${encodeURIComponent(form)}`,
        )
        expect([name, form, status, body._links]).toEqual([name, form, 400, undefined])
        expect(text).not.toContain(form.trim())
      }
    }
    const { body } = await t.as.public.get(`/organisations?q=kyrka%20${number}`).expect(400)
    expect(body.errors).toEqual([expect.objectContaining({ part: 'query', pointer: '/q', code: 'personal_number' })])
    expect(t.log.join('')).not.toMatch(/1212-?1212|Anna/)
  })

  test('is nothing that looks otherwise: an organisation, a day, an id, a cursor', async () => {
    for (const query of [
      'q=212000-1371',
      'q=Fas%202%20i%202019',
      'updatedAfter=2025-02-03T09:30:00.123Z',
      `parentId=${t.organisations.partner}`,
      'limit=1',
    ])
      await t.as.public.get(`/organisations?${query}`).expect(200)
    const { body } = await t.as.public.get('/organisations?limit=1').expect(200)
    await t.as.public.get(body._links.next.href).expect(200)
  })

  test('is no name of a request', async () => {
    const { headers } = await t.as.public.get('/organisations', { 'x-request-id': number }).expect(200)
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-/)
  })

  test('in a statement that fails is not logged, whoever runs it', async () => {
    const failing = [
      t.connection.pool.query(`select $1::date`, [number]),
      t.connection.pool.query(`insert into sectors (code, label_sv, label_en) select code, $1, $1 from sectors`, [
        number,
      ]),
    ]
    for (const failed of await Promise.allSettled(failing)) {
      expect(failed.status).toBe('rejected')
      t.app.log.error({ err: (failed as PromiseRejectedResult).reason as unknown }, 'failed')
    }
    t.app.log.error(
      { err: new Error('outer', { cause: new Error('inner') }), email: number, x: { phone: number } },
      'x',
    )
    const lines = t.log.slice(-3)
    expect(lines.join('')).not.toContain(number)
    expect(lines[0]).toContain('"code":"22')
    expect(lines[1]).toContain('"table":"sectors"')
    expect(lines[2]).toContain('inner')
  })
})
