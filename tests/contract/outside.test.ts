import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import zlib from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { base } from '../../src/representation.ts'
import { pathsOf } from '../support/contract.ts'
import { testApp } from '../support/test-app.ts'

// Whoever asks for what stands outside the fair queue waits for nobody, so that nothing there may cost much.

const times = 6
const codings = ['br', 'gzip', 'identity']

test('what is outside the fair queue is made once: asking for it again reads, compresses and writes nothing', async () => {
  await using t = await testApp({})
  const paths = pathsOf(t.app).filter((path) => !path.startsWith(base) && path !== '/metrics')
  expect(paths).toEqual(expect.arrayContaining(['/', '/docs', '/health/live', '/health/ready', '/openapi.json']))
  // Besides, what no route is for, and the methods that a route does not have.
  const asked = [
    ...paths.map((path) => ['GET', path.replace('{code}', 'conflict')] as const),
    ['GET', '/nothing'],
    ['GET', `${base}/nothing`],
    ['GET', '/docs/yaml'],
    ['OPTIONS', `${base}/organisations`],
    ['TRACE', `${base}/organisations`],
  ] as const
  const ask = async ([method, path]: readonly [string, string], coding: string) => {
    const response = await fetch(t.url + path, { method, redirect: 'manual', headers: { 'accept-encoding': coding } })
    await response.arrayBuffer()
  }
  for (const coding of codings) for (const one of asked) if (one[0] !== 'TRACE') await ask(one, coding)
  for (const one of asked.filter(([method]) => method !== 'TRACE')) {
    using work = countWork(t.service.pool)
    for (let n = 0; n < times; n++) for (const coding of codings) await ask(one, coding)
    const requests = times * codings.length
    expect([one[1], work.files(), work.compressions()]).toEqual([one[1], 0, 0])
    // A problem, at most.
    expect([one[1], work.letters() / requests]).toEqual([one[1], expect.toSatisfy((letters) => letters <= 1_000)])
    expect([one[1], work.queries()]).toEqual([one[1], one[1] === '/health/ready' ? requests : 0])
  }
})

test('however many ask at once whether it is ready, the database is asked once at a time', async () => {
  await using t = await testApp({})
  using work = countWork(t.service.pool)
  // The database answers once all of them are here.
  const all = Promise.withResolvers<void>()
  let arrived = 0
  t.app.server.on('request', () => ++arrived === times && setTimeout(all.resolve, 100))
  const query = t.service.pool.query.bind(t.service.pool) as (...given: unknown[]) => Promise<unknown>
  t.service.pool.query = (async (...given: unknown[]) => all.promise.then(() => query(...given))) as never
  await Promise.all(Array.from({ length: times }, () => t.as.public.get('/health/ready').expect(200)))
  expect(work.queries()).toBe(1)
})

test('the contract is one answer with its tag, and a smaller one in each coding', async () => {
  await using t = await testApp()
  const sizes = new Map<string, number>()
  const tags = new Set<string>()
  for (const coding of ['identity', 'gzip', 'br']) {
    const headers = { 'accept-encoding': coding }
    const response = await fetch(`${t.url}/openapi.json`, { headers })
    const etag = response.headers.get('etag')!
    expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding)
    expect(response.headers.get('vary')).toContain('accept-encoding')
    expect(await response.json()).toEqual(t.app.swagger())
    sizes.set(coding, Number(response.headers.get('content-length')))
    tags.add(etag)
    const again = await fetch(`${t.url}/openapi.json`, { headers: { ...headers, 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  }
  expect(tags.size).toBe(3)
  expect(sizes.get('gzip')! * 8).toBeLessThan(sizes.get('identity')!)
  expect(sizes.get('br')).toBeLessThan(sizes.get('gzip')!)
  await t.as.public.get('/docs/yaml').expect(404)
  await t.as.public.get('/docs/json').expect(404)
})

test('a running register puts its own address into the contract where that is https, and no other', async () => {
  for (const [publicUrl, server] of [
    ['https://register.kommun.example/under', 'https://register.kommun.example/under'],
    ['http://127.0.0.1:3000', 'https://register.example.se'],
  ] as const) {
    await using t = await testApp({ publicUrl })
    const { body } = await t.as.public.get('/openapi.json').expect(200)
    expect(body.servers.map(({ url }: { url: string }) => url)).toEqual([server + base])
    expect(Object.keys(body.paths)).toContain('/organisations')
  }
})

/** Counts what is done while it is in force: files read, compressions, letters of JSON written, statements sent. */
function countWork(pool: { query: (...args: never[]) => unknown }) {
  const read = vi.spyOn(fs, 'readFileSync')
  const compressing = [vi.spyOn(zlib, 'gzip'), vi.spyOn(zlib, 'brotliCompress')]
  const writing = vi.spyOn(JSON, 'stringify')
  const querying = vi.spyOn(pool, 'query')
  syncBuiltinESMExports()
  return {
    files: () => read.mock.calls.length,
    compressions: () => compressing.reduce((sum, { mock }) => sum + mock.calls.length, 0),
    letters: () =>
      writing.mock.results.reduce((sum, { value }) => sum + (typeof value === 'string' ? value.length : 0), 0),
    queries: () => querying.mock.calls.length,
    [Symbol.dispose]() {
      for (const spy of [read, ...compressing, writing, querying]) spy.mockRestore()
      syncBuiltinESMExports()
    },
  }
}
