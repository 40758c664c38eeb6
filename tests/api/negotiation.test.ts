import { get } from 'node:http'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const fine = { name: 'Prov (påhittat)', kind: 'informal', sector: 'other' }

/** Sends bytes as they are; answers all that comes back. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(t.url)
  const socket = connect(Number(port), hostname)
  socket.end(text)
  let answer = ''
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
  await once(socket, 'close')
  return answer
}

describe('what a caller accepts', () => {
  test.each([
    'application/json; charset=utf-8',
    'application/json;odata=verbose',
    'application/json;profile="a, b;q=0"',
    'text/html, application/json;charset=utf-8;q=0.1',
  ])('is JSON with any parameter: %s', async (accept) => {
    const { headers } = await t.as.coordinator.get('/organisations?limit=1', { accept }).expect(200)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    await t.as.coordinator.post('/organisations', fine, { accept }).expect(201)
  })

  test('is not JSON when it is wanted not at all, whatever its parameters', async () => {
    await t.as.public.get('/organisations', { accept: 'application/json;charset=utf-8;q=0' }).expect(406)
    await t.as.public.get('/organisations', { accept: 'text/html;q=0.5;x=application/json' }).expect(406)
  })
})

describe('a body', () => {
  test.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
    'of no bytes is none where none is needed, said to be %s',
    async (type) => {
      const { body: made } = await t.as.coordinator.post('/organisations', fine).expect(201)
      const sent = { 'content-type': type, authorization: `Bearer ${t.keys.coordinator}` }
      for (const body of [null, '']) {
        const path = `${t.url}${made._links.self.href}`
        const { status } = await fetch(path, { method: 'DELETE', headers: { ...sent, 'if-match': '"9"' }, body })
        expect([body, status]).toEqual([body, 412])
      }
      const { body: key } = await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }).expect(201)
      const act = `${t.url}${key._links.self.href}/revocation`
      expect((await fetch(act, { method: 'POST', headers: sent, body: '' })).status).toBe(200)
    },
  )

  test('of no bytes is refused where one is needed', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${t.keys.coordinator}` }
    const response = await fetch(`${t.url}${base}/organisations`, { method: 'POST', headers, body: '' })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'invalid_request'])
  })

  test('with a content coding is 415, before it is read', async () => {
    for (const coding of ['gzip', 'br', 'x-none']) {
      const { body } = await t.as.coordinator
        .call('post', '/organisations', { 'content-encoding': coding, 'content-type': 'application/json' })
        .send(JSON.stringify(fine))
        .expect(415)
      expect(body.detail).toContain('Content-Encoding')
    }
    const plain = { 'content-encoding': 'identity', 'content-type': 'application/json' }
    await t.as.coordinator.call('post', '/organisations', plain).send(JSON.stringify(fine)).expect(201)
  })
})

describe('an address', () => {
  test('that ends in a slash is 404, and names the right one where nothing in it can be personal', async () => {
    const { body } = await t.as.public.get('/organisations/?limit=1').expect(404)
    expect(body.detail).toContain(`Try ${base}/organisations.`)
    const path = `/organisations/${t.organisations.partner}/`
    expect((await t.as.public.get(path).expect(404)).body.detail).toContain(`Try ${base}${path.slice(0, -1)}.`)
    for (const personal of ['/organisations/8507099805/', '/organisations/kim.exempel%40prov.example/']) {
      const { text } = await t.as.public.get(personal).expect(404)
      expect(text).not.toMatch(/8507099805|kim/)
    }
    await t.as.public.get('/docs/').expect(200)
  })

  test('of bytes that are not UTF-8 is 400, in the query as in the path', async () => {
    for (const path of ['/organisations?q=Kung%E4lv', '/contributions?externalReference=B%E5t-1', '/areas/%E4'])
      expect((await t.as.coordinator.get(path).expect(400)).body.code).toBe('invalid_request')
    await t.as.coordinator.get('/organisations?q=Kung%C3%A4lv').expect(200)
    await t.as.coordinator.get('/organisations?q=100%25').expect(200)
  })

  test('keeps the question marks of its query in its links', async () => {
    for (let n = 0; n < 2; n++) await t.as.coordinator.post('/organisations', { ...fine, name: 'Vad? (påhittat)' })
    const { body } = await t.as.coordinator.get('/organisations?limit=1&q=vad?&sector=other').expect(200)
    const hrefs = [body._links.self.href, body._links.first.href, body._links.next.href]
    for (const href of hrefs) {
      const names = new URL(href, t.url).searchParams
      expect([names.get('q'), names.get('sector')]).toEqual(['vad?', 'other'])
    }
    const { body: next } = await t.as.coordinator.get(body._links.next.href).expect(200)
    expect(next.items.map(({ name }: { name: string }) => name)).toEqual(['Vad? (påhittat)'])
  })

  test('under two names of the host is refused', async () => {
    const lines = [`GET ${base}/organisations HTTP/1.1`, 'Host: a.example', 'Host: b.example', 'Connection: close']
    const answer = await raw(`${lines.join('\r\n')}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('two hosts')
  })
})

test('a cursor belongs to the list that it is of', async () => {
  const { body } = await t.as.coordinator.get('/organisations?limit=1&sort=createdAt').expect(200)
  const cursor = new URL(body._links.next.href, t.url).searchParams.get('cursor')!
  await t.as.coordinator.get(`/organisations?limit=1&sort=createdAt&cursor=${cursor}`).expect(200)
  // What generated clients send beside it is no other page.
  await t.as.coordinator.get(`/organisations?limit=1&page=1&sort=createdAt&cursor=${cursor}`).expect(200)
  for (const list of ['/contacts', '/collaborations', '/needs'])
    await t.as.coordinator.get(`${list}?limit=1&sort=createdAt&cursor=${cursor}`).expect(400)
})

test('a tag holds no comma, which stands between tags in a query', async () => {
  const { body } = await t.as.coordinator.post('/organisations', { ...fine, tags: ['mat, kläder'] }).expect(400)
  expect(body.errors).toMatchObject([{ part: 'body', pointer: '/tags/0', code: 'wrong_format' }])
  expect(body.errors[0].detail).toContain('without a comma')
})

describe('an answer', () => {
  /** The head of an answer as it is sent: fetch would unpack it. */
  const zipped = (path: string, headers: Record<string, string> = {}) =>
    new Promise<string>((resolve, reject) => {
      const authorization = `Bearer ${t.keys.coordinator}`
      get(
        `${t.url}${base}${path}`,
        { agent: false, headers: { authorization, 'Accept-Encoding': 'gzip', ...headers } },
        (answer) => {
          answer.resume()
          const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`)
          resolve(lines.join('\n').toLowerCase())
        },
      ).on('error', reject)
    })

  test('of more than a kilobyte is compressed for who takes gzip, as a stream', async () => {
    for (const [path, type] of [
      ['/organisations', 'application/json'],
      ['/organisations', 'application/x-ndjson'],
    ] as const) {
      const head = await zipped(path, { Accept: type })
      expect([type, head]).toEqual([type, expect.stringContaining('content-encoding: gzip')])
      expect(head).toContain('transfer-encoding: chunked')
      expect(head).toMatch(/vary: .*accept-encoding/)
      const headers = { accept: type, 'accept-encoding': 'identity' }
      const plain = await (await fetch(`${t.url}${base}${path}`, { headers })).text()
      const unpacked = await (
        await fetch(`${t.url}${base}${path}`, { headers: { ...headers, 'accept-encoding': 'gzip' } })
      ).text()
      expect(unpacked).toBe(plain)
    }
  })

  test('that is short, has no body or is asked for as it is, is not', async () => {
    expect(await zipped('/organisations?limit=1&fields=id')).not.toContain('content-encoding')
    expect(await zipped('/organisations', { 'Accept-Encoding': 'identity' })).not.toContain('content-encoding')
    expect(await zipped('/organisations', { 'Accept-Encoding': 'gzip;q=0' })).not.toContain('content-encoding')
    const long = await zipped('/organisations', { 'Accept-Encoding': 'identity' })
    expect(long).toMatch(/vary: .*accept-encoding/)
  })

  test('that is compressed has a weak tag, which reads and writes take as that of the row', async () => {
    const description = { sv: 'å'.repeat(2_000) }
    const { body: made } = await t.as.coordinator.post('/organisations', { ...fine, description }).expect(201)
    const path = made._links.self.href as string
    const url = t.url + path
    const authorization = `Bearer ${t.keys.coordinator}`
    const read = await fetch(url, { headers: { authorization, 'accept-encoding': 'gzip' } })
    const etag = read.headers.get('etag')!
    expect(etag).toMatch(/^W\/"1/)
    expect((await fetch(url, { headers: { authorization, 'if-none-match': etag } })).status).toBe(304)
    const { body } = await t.as.coordinator.patch(path, { shortName: 'P' }, `"7", ${etag}`).expect(200)
    expect(body.version).toBe(2)
    await t.as.coordinator.patch(path, { shortName: 'Q' }, etag).expect(412)
    await t.as.coordinator.delete(path, 'W/"2"').expect(204)
  })
})
