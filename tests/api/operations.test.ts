import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { testApp } from '../support/test-app.ts'

describe('health', () => {
  test('is told to anyone, and ready only with a migrated database', async () => {
    await using t = await testApp()
    expect((await t.as.public.get('/health/live').expect(200)).body).toEqual({ status: 'ok' })
    expect((await t.as.public.get('/health/ready').expect(200)).body).toEqual({ status: 'ok' })
    await t.connection.pool.query('delete from drizzle.__drizzle_migrations')
    const { headers, body } = await t.as.public.get('/health/ready').expect(503)
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '5'])
    await t.as.public.get('/health/live').expect(200)
  })

  test('of the process does not depend on the database, whatever key is sent', async () => {
    await using t = await testApp()
    await t.connection.pool.query('drop table api_keys cascade')
    await t.as.coordinator.get('/health/live').expect(200)
    await t.withKey('nonsense').get('/health/live').expect(200)
  })
})

test('probes are no line of the log, unless they fail', async () => {
  await using t = await testApp()
  for (const path of ['/health/live', '/health/ready']) await t.as.public.get(path).expect(200)
  await t.connection.pool.query('delete from drizzle.__drizzle_migrations')
  await t.as.public.get('/health/ready').expect(503)
  await t.as.public.get('/organisations').expect(200)
  const lines = t.log.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.filter(({ msg }) => msg === 'request').map(({ route, status }) => [route, status])).toEqual([
    ['/health/ready', 503],
    [expect.stringContaining('/organisations'), 200],
  ])
})

describe('metrics', () => {
  test('are for readers and coordinators, by route and status, without ids', async () => {
    await using t = await testApp()
    await t.as.public.get(`/organisations/${t.organisations.partner}`).expect(200)
    await t.as.public.get('/nothing-of-the-kind').expect(404)
    await t.as.public.get('/metrics').expect(401)
    await t.as.partner.get('/metrics').expect(403)
    await t.as.coordinator.get('/metrics').expect(200)
    const { text, headers } = await t.as.reader.get('/metrics').expect(200)
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/samhallskontraktet\/v1\/organisations\/:organisationId",status="200"\} [1-9]/,
    )
    for (const name of [
      'http_request_duration_seconds_bucket',
      'database_pool_connections{state="idle"}',
      'requests_waiting{to="write"} 0',
      'nodejs_eventloop_lag_seconds',
      'process_resident_memory_bytes',
    ])
      expect(text).toContain(name)
    expect(text).not.toContain(t.organisations.partner)
    expect(text).not.toContain('nothing-of-the-kind')
  })
})

describe('the documentation', () => {
  test('is a page of our own, without any foreign host', async () => {
    await using t = await testApp()
    expect((await fetch(t.url, { redirect: 'manual' })).headers.get('location')).toBe('/docs')
    const { text, headers } = await t.as.public.get('/docs').redirects(1).expect(200)
    expect(headers['content-type']).toMatch(/^text\/html/)
    const links = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(2)
    expect(links.filter((link) => /^(https?:)?\/\//.test(link))).toEqual([])
    // Nor is the browser told to come back over https: the register speaks http, behind whatever proxy there is.
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';/)
    expect(headers['content-security-policy']).not.toMatch(/https?:|upgrade-insecure-requests|\.io/)
    for (const link of links) await t.as.public.get(link).expect(200)
  })

  test('shows the contract as it is, for the address that the page was reached by, with no example as a value', async () => {
    await using t = await testApp()
    const { text: page } = await t.as.public.get('/docs').expect(200)
    const { text: script } = await t.as.public.get('/docs/page.js').buffer(true).expect(200)
    const shown = Promise.withResolvers<{ spec: any }>()
    const names = {
      document: { querySelector: () => ({ dataset: { api: /data-api="([^"]+)"/.exec(page)![1] } }) },
      fetch: (path: string) => fetch(t.url + path),
      SwaggerUIBundle: shown.resolve,
    }
    // A module: it waits at its top level.
    runInNewContext(`(async () => {${script}})()`, names)
    const { spec } = await shown.promise
    expect(spec.servers.map(({ url }: { url: string }) => url)).toEqual(['/samhallskontraktet/v1'])
    // "Try it out" sends examples as values: a list would be filtered by all of them.
    const parameters = [
      ...spec.paths['/contributions'].get.parameters,
      ...Object.values<any>(spec.components.parameters),
    ]
    expect(parameters.length).toBeGreaterThan(30)
    expect(parameters.filter(({ example, schema }) => example ?? schema?.example)).toEqual([])
    expect(Object.keys(spec.paths)).toEqual(Object.keys(t.app.swagger().paths!))
  })

  test('names the API, its version and where it is described', async () => {
    await using t = await testApp()
    const { body } = await t.as.public.get('/api-info').expect(200)
    expect(Object.keys(body).toSorted()).toEqual([
      'apiDocumentation',
      'apiName',
      'apiReleased',
      'apiStatus',
      'apiVersion',
    ])
  })
})

describe('what goes wrong inside', () => {
  test('reaches the caller as a problem without internals, and the log without values', async () => {
    await using t = await testApp()
    await t.connection.pool.query('alter table contacts rename column phone to telephone')
    const contact = {
      organisationId: t.organisations.partner,
      name: 'Hemlig Person',
      email: 'hemlig@prov.example',
      role: 'press',
    }
    const { body, text } = await t.as.coordinator.post('/contacts', contact).expect(500)
    expect(body).toMatchObject({ code: 'internal', title: 'Internal error' })
    expect(text).not.toMatch(/column|select|insert|Hemlig/i)
    const line = t.log.find((entry) => entry.includes('unexpected error'))
    expect(line).toContain('phone')
    expect(line).toContain(body.traceId)
    expect(t.log.join('')).not.toMatch(/Hemlig|hemlig@prov/)
  })

  test('in the database for a while is 503, with a time to come back', async () => {
    await using t = await testApp()
    await t.connection.pool.query(
      `create function fail() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$`,
    )
    await t.connection.pool.query(
      'create trigger fail before update on organisations for each row execute function fail()',
    )
    const { body, headers } = await t.as.coordinator
      .patch(`/organisations/${t.organisations.partner}`, { shortName: 'P' }, '*')
      .expect(503)
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '5'])
  })
})

describe('the log', () => {
  test('has one line a request, with its route and not its path, and nothing secret', async () => {
    await using t = await testApp()
    const number = '900101-1239'
    await t.as.coordinator.get('/organisations?q=HEMLIGT').expect(200)
    await t.as.coordinator
      .post('/organisations', {
        name: 'HEMLIGT AB',
        kind: 'legal_entity',
        sector: 'business',
        organisationNumber: number,
      })
      .expect(422)
    const { body: made } = await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }).expect(201)
    await t.withKey(made.key).get('/organisations').expect(200)
    await t
      .withKey(`${made.key.slice(0, -1)}!`)
      .get('/organisations')
      .expect(401)
    await t.as.public.get(`/organisations/${number}`).expect(400)
    await t.as.public.get(`/HEMLIGT/${number}`).expect(404)
    const text = t.log.join('')
    for (const secret of [
      ...Object.values(t.keys),
      made.key,
      made.key.slice(3, -1),
      'Bearer',
      'HEMLIGT',
      number,
      number.replace('-', ''),
    ])
      expect(text).not.toContain(secret)
    const lines = t.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
    expect(lines).toHaveLength(7)
    expect(lines[1]).toMatchObject({
      method: 'POST',
      route: '/samhallskontraktet/v1/organisations',
      status: 422,
      role: 'coordinator',
      requestId: expect.any(String),
      traceId: expect.any(String),
    })
  })
})
