import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { contractIn, operationsOf } from '../support/contract.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
let path: string

beforeAll(async () => {
  t = await testApp()
  path = `/organisations/${t.organisations.partner}`
})
afterAll(() => t[Symbol.asyncDispose]())

/** What the app answers to bytes, to the letter: not every client writes a well-formed request. */
async function answerTo(
  lines: string[],
  body = '',
): Promise<{ status: number; head: string; body: Record<string, unknown> }> {
  const socket = connect(Number(new URL(t.url).port), '127.0.0.1')
  socket.write([...lines, 'connection: close', '', body].join('\r\n'))
  const answer = await textOf(socket)
  const [head = '', rest = ''] = answer.split('\r\n\r\n')
  return {
    status: Number(head.split(' ')[1]),
    head: head.toLowerCase(),
    body: rest.startsWith('{') ? (JSON.parse(rest) as Record<string, unknown>) : {},
  }
}
const get = (target: string, ...headers: string[]) => answerTo([`GET ${target} HTTP/1.1`, 'host: x', ...headers])

describe('a path', () => {
  test('that leads nowhere is 404', async () => {
    for (const target of [
      base,
      `${base}/`,
      `${base}/nothing`,
      `${base}/Organisations`,
      `${base}//organisations`,
      '/samhallskontraktet/v2/organisations',
      `${base}/organisations/../../../etc/passwd`,
    ]) {
      const { status, body } = await get(target)
      expect([target, status, body.code]).toEqual([target, 404, 'not_found'])
    }
  })

  test.each(['/%zz', '/%', `${base}/organisations/%zz`, `${base}/organisations/%c3%28`, `${base}/%2500%zz`])(
    'that cannot be decoded is 400: %s',
    async (target) => {
      const { status, head, body } = await get(target)
      expect([status, body.code]).toEqual([400, 'invalid_request'])
      expect(head).toMatch(/content-type: application\/problem\+json[^]*/)
      expect(head).toMatch(/traceparent: 00-[0-9a-f]{32}-/)
    },
  )

  test('with an id that is no UUID is 400 or 404, whatever the operation', async () => {
    const operations = operationsOf(contractIn(t.app)).filter(({ parameters = [] }) =>
      parameters.some(({ in: place, schema }) => place === 'path' && schema.format === 'uuid'),
    )
    expect(operations.length).toBeGreaterThan(20)
    for (const { method, path: form, parameters = [], ...operation } of operations) {
      const roles = (operation as { 'x-roles'?: string[] })['x-roles'] ?? []
      const caller = roles.includes('coordinator') || roles.includes('public') ? t.as.coordinator : t.as.partner
      for (const id of [
        'x',
        '0',
        'null',
        '%00',
        '..%2f..',
        '%F0%9F%98%80',
        'urn:uuid:01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10',
        'a'.repeat(5000),
        "1'%20or%20'1'='1",
      ]) {
        const target = form.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
          const { enum: words } = parameters.find((parameter) => parameter.name === name)!.schema
          return words ? String(words[0]) : id
        })
        const call = caller.call(method, target, { 'if-match': '*' })
        const { status } = await (method === 'get' || method === 'delete' ? call : call.send({}))
        expect([400, 404], `${method} ${target.slice(0, 80)}`).toContain(status)
      }
    }
  })

  test('with an id of nothing is 404, and its case does not matter', async () => {
    await t.as.coordinator.get('/organisations/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10').expect(404)
    await t.as.coordinator.get('/organisations/00000000-0000-0000-0000-000000000000').expect(404)
    await t.as.public.get(`/organisations/${t.organisations.partner.toUpperCase()}`).expect(200)
  })

  test('longer than is read is refused in our own words', async () => {
    for (const { status, head, body } of [
      await get(`${base}/organisations?q=${'a'.repeat(20_000)}`),
      await get(`${base}/organisations`, `x-long: ${'a'.repeat(20_000)}`),
    ]) {
      expect([status, body.status, body.code]).toEqual([431, 431, 'too_large'])
      expect(head).toMatch(/application\/problem\+json[^]*traceparent: 00-/)
    }
    const { status } = await get(`${base}/organisations?q=${'a'.repeat(10_000)}`)
    expect(status).toBe(400)
    for (const garbage of [
      ['GARBAGE'],
      ['GET / HTTP/9.9'],
      [`POST ${base}/organisations HTTP/1.1`, 'host: x', 'content-length: 5', 'content-length: 6'],
    ]) {
      const { status: refused, body } = await answerTo(garbage)
      expect([refused, body.code]).toEqual([400, 'invalid_request'])
    }
  })
})

describe('a query', () => {
  test('with a name twice that is no list, or a name that nobody knows, is refused', async () => {
    for (const query of [
      'limit=1&limit=2',
      'q=a&q=b',
      'q[]=a',
      'q[a]=b',
      'limit[$gt]=1',
      '__proto__=1',
      'constructor=1',
      'access_token=x',
      'LIMIT=1',
      '&=1',
    ]) {
      const { status } = await t.as.public.get(`/organisations?${query}`)
      expect([query, status]).toEqual([query, 400])
    }
  })

  test('with a name twice that is a list means either, as commas do', async () => {
    for (const query of ['sector=business&sector=faith', 'sector=business,faith', 'sector=business%2Cfaith']) {
      const { body } = await t.as.public.get(`/organisations?${query}&count=true`).expect(200)
      expect(body.total).toBe(3)
    }
  })

  test('on an operation that takes none is refused', async () => {
    await t.as.public.get('/api-info?verbose=1').expect(400)
    await t.as.coordinator.get(`/api-keys/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10?x=1`).expect(400)
    await t.as.coordinator
      .post('/organisations?x=1', { name: 'Prov (påhittad)', kind: 'informal', sector: 'other' })
      .expect(400)
  })

  test('with broken escapes or words of SQL is only text', async () => {
    for (const q of ['%zz', '%25', '_', '%5C', "'%20or%201=1--", '%', ')', '*'])
      await t.as.public.get(`/organisations?q=${q}`).expect(200)
    // Bytes that are no text in UTF-8 are none in a query either.
    await t.as.public.get('/organisations?q=%C3%28').expect(400)
    const { body } = await t.as.public.get('/organisations?q=%25&count=true').expect(200)
    expect(body.total).toBe(0)
  })
})

describe('a method', () => {
  test('that a path does not have is 405 with Allow', async () => {
    for (const [method, target, allow] of [
      ['put', '/organisations', 'GET, HEAD, POST'],
      ['delete', '/organisations', 'GET, HEAD, POST'],
      ['put', path, 'DELETE, GET, HEAD, PATCH'],
      ['post', '/api-info', 'GET, HEAD'],
      ['get', '/api-keys/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10/revocation', 'POST'],
      ['post', '/health/live', 'GET, HEAD'],
    ] as const) {
      const { headers, body, status } = await t.as.public.call(method, target)
      expect([target, status, headers.allow]).toEqual([target, 405, allow])
      expect(body.code).toBe('method_not_allowed')
    }
    expect(await answerTo([`TRACE ${base}/organisations HTTP/1.1`, 'host: x'])).toMatchObject({ status: 405 })
  })

  test('OPTIONS says what there is', async () => {
    const { headers } = await t.as.public.call('options', path).expect(204)
    expect(headers.allow).toBe('DELETE, GET, HEAD, PATCH')
  })

  test('HEAD answers as GET does, without the body', async () => {
    const { headers: read } = await t.as.public.get(path).expect(200)
    const { headers, text } = await t.as.public.call('head', path).expect(200)
    expect([headers.etag, headers['content-length'], headers['content-type'], text ?? '']).toEqual([
      read.etag,
      read['content-length'],
      read['content-type'],
      '',
    ])
    await t.as.public.call('head', '/api-keys').expect(401)
    await t.as.public.call('head', '/organisations?unknown=1').expect(400)
  })
})

describe('a format', () => {
  test('that is not asked for in JSON is 406', async () => {
    for (const accept of ['text/html', 'text/csv', 'application/xml', 'application/json;q=0', 'image/*']) {
      const { body, headers, status } = await t.as.public.get('/organisations', { accept })
      expect([accept, status, body.code, headers['content-type']]).toEqual([
        accept,
        406,
        'not_acceptable',
        'application/problem+json; charset=utf-8',
      ])
    }
    for (const accept of ['*/*', 'application/*', 'text/html, application/json;q=0.1', 'application/problem+json', ''])
      await t.as.public.get('/organisations', { accept }).expect(200)
    await t.as.public.get('/nothing', { accept: 'text/html' }).expect(404)
  })

  test('of a body is what its route takes, in so many bytes as that takes', async () => {
    const taken: unknown[] = []
    await using own = await testApp({
      routes: (app) => {
        app.post(
          '/figures',
          {
            config: { access: 'public', takes: ['text/csv'] },
            bodyLimit: 1_000_000,
            schema: { hide: true, body: { content: { 'text/csv': { schema: { type: 'string' } } } } },
          },
          async ({ body }, reply) => {
            taken.push(body)
            return reply.code(204).send()
          },
        )
        app.post('/words', { config: { access: 'public' }, schema: { hide: true } }, async (_, reply) =>
          reply.code(204).send(),
        )
      },
    })
    const send = async (to: string, type: string, body: string) => {
      const { status } = await fetch(own.url + to, { method: 'POST', headers: { 'content-type': type }, body })
      return status
    }
    // More than a body of JSON may be, and more values than one may hold.
    const table = 'kod;antal\n'.repeat(50_000)
    expect(await send('/figures', 'text/csv; charset=utf-8', table)).toBe(204)
    expect(String(taken[0])).toBe(table)
    expect(await send('/figures', 'text/csv', table.repeat(3))).toBe(413)
    expect(await send('/figures', 'application/json', '{}')).toBe(415)
    expect(await send('/words', 'text/csv', table.slice(0, 100))).toBe(415)
    expect(await send('/words', 'application/json', 'kod')).toBe(400)
    expect(taken).toHaveLength(1)
  })

  test('of a body that is not JSON is 415', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'nonsense',
      'application/',
    ]) {
      const { status, body } = await t.as.coordinator
        .call('post', '/organisations')
        .set('content-type', type)
        .send('{"name":"a"}')
      expect([type, status, body.code]).toEqual([type, 415, 'unsupported_media_type'])
    }
    const { status } = await answerTo(
      [
        `POST ${base}/organisations HTTP/1.1`,
        'host: x',
        `authorization: Bearer ${t.keys.coordinator}`,
        'content-length: 2',
      ],
      '{}',
    )
    expect(status).toBe(415)
  })
})
