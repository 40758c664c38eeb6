import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { newKey } from '../../src/identity/api-keys/key.ts'
import { base } from '../../src/representation.ts'
import { decidedColumns } from '../support/columns.ts'
import {
  contractIn,
  exampleOf,
  isBounded,
  listsOf,
  operationsOf,
  pathsOf,
  type Contract,
  type Schema,
} from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { audience, keepTime, signingKey } from '../support/oidc-provider.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, wideLimits, type Caller, type TestApp } from '../support/test-app.ts'

type Operation = ReturnType<typeof operationsOf>[number]

let t: TestApp
let contract: Contract
let operations: Operation[]
/** Paths that lead somewhere, as a coordinator finds them. */
let found: Map<Operation, string[]>
/** What examples are made to refer to: what is there, and belongs to the first partner. */
let ids: Record<string, string>

beforeAll(async () => {
  t = await testApp()
  contract = contractIn(t.app)
  operations = operationsOf(contract)
  await fillTables(t.connection.pool)
  const one = async (query: string) => (await t.connection.pool.query(query, [t.organisations.partner])).rows[0].id
  ids = {
    organisationId: t.organisations.partner,
    agreementId: await one(`select id from agreements where code = 'PROV-1' and $1::text is not null`),
    contributionId: await one('select id from contributions where organisation_id = $1'),
  }
  found = await pathsByOperation(t.as.coordinator, contract)
})
afterAll(() => t[Symbol.asyncDispose]())
afterEach(() => vi.useRealTimers())

const writes = () => operations.filter(({ method }) => method !== 'get')
const nameOf = ({ operationId }: Operation) => operationId
const countChanges = async ({ connection } = t) =>
  (await connection.pool.query('select count(*) from changes')).rows[0].count as number

/** A path of the operation, under something that is there. */
function realPath({ path }: Operation): string {
  const end = path.lastIndexOf('}') + 1
  const reads = [...found]
  const at = (template: string) => reads.find(([read]) => read.path === template)?.[1][0]
  const [same, above] = [at(path), at(path.slice(0, end))]
  if (end === 0 || same) return same ?? path
  if (!above) throw new Error(`nothing leads to ${path}`)
  return above + path.slice(end)
}

/** The example of the operation's body, or an empty body. */
function exampleFor({ requestBody }: Operation): Record<string, unknown> {
  const example = (requestBody && exampleOf(contract, requestBody.content['application/json']!)) ?? {}
  return JSON.parse(JSON.stringify(example, (name, value: unknown) => ids[name] ?? value)) as Record<string, unknown>
}

/** Calls an operation with all that it needs to succeed. */
function attempt(caller: Caller, operation: Operation, body = exampleFor(operation)) {
  const call = caller.call(operation.method, realPath(operation), { 'if-match': '*' })
  return operation.requestBody ? call.send(body) : call
}

function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody && resolved(Object.values(requestBody.content)[0]!.schema)
}
function resolved(schema: Schema): Schema {
  return schema.$ref ? contract.components.schemas[schema.$ref.split('/').at(-1)!]! : schema
}
/** A schema with all that is inside it, each with its JSON pointer; what a list holds stands at 0. */
function inside(given: Schema, pointer = ''): { pointer: string; schema: Schema }[] {
  const schema = resolved(given)
  const { properties = {}, items, anyOf = [], allOf = [] } = schema as Schema & Record<string, Schema[]>
  return [
    { pointer, schema },
    ...Object.entries(properties).flatMap(([name, property]) => inside(property, `${pointer}/${name}`)),
    ...(items ? inside(items as unknown as Schema, `${pointer}/0`) : []),
    ...[...anyOf, ...allOf].flatMap((part) => inside(part, pointer)),
  ]
}

test('API1:2023 broken object level authorization: a partner reads and writes nothing that is another’s', async () => {
  const { body: organisation } = await t.as.coordinator
    .post('/organisations', { name: 'Främling (påhittad)', kind: 'informal', sector: 'business' })
    .expect(201)
  const key = { name: 'Prov', role: 'partner', organisationId: organisation.id }
  const stranger = t.withKey((await t.as.coordinator.post('/api-keys', key).expect(201)).body.key)
  const before = await countChanges()
  const read: string[] = []
  for (const [operation, paths] of found) {
    // The rest is read by all, or by all who sign in.
    if (['public', 'reader'].some((role) => operation['x-roles']!.includes(role))) continue
    for (const path of paths.slice(0, 3)) {
      const { status, body } = await stranger.get(path)
      const holdsNothing = status === 200 && body.items?.length === 0
      expect([path, holdsNothing || [403, 404].includes(status)]).toEqual([path, true])
      read.push(operation.path.split('/')[1]!)
    }
  }
  const personal = ['accounts', 'allocations', 'api-keys', 'applications', 'changes', 'contacts', 'proposals']
  expect(personal.filter((name) => !read.includes(name))).toEqual([])
  for (const operation of writes().filter(({ 'x-roles': roles }) => !roles!.includes('public'))) {
    const { status } = await attempt(stranger, operation)
    expect([nameOf(operation), status]).toEqual([nameOf(operation), expect.toSatisfy((is) => is === 403 || is === 404)])
  }
  expect(await countChanges()).toBe(before)
  // It is not the paths that are refused: whose they are reads them.
  const { items } = (await t.as.partner.get('/contacts').expect(200)).body
  await t.as.partner.get(`/contacts/${items[0].id}`).expect(200)
  await stranger.get(`/contacts/${items[0].id}`).expect(404)
})

test('API2:2023 broken authentication: bad credentials of every kind get one and the same 401, at every operation', async () => {
  const made = async (more: object) =>
    (await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'coordinator', ...more }).expect(201)).body
  const revoked = await made({})
  await t.as.coordinator.post(`/api-keys/${revoked.id}/revocation`).expect(200)
  const expired = await made({ expiresAt: '2025-02-03T09:30:01Z' })
  const claims = { sub: 'prov', aud: audience, role: 'coordinator', exp: Math.floor(Date.now() / 1000) + 300 }
  const { privateKey } = await signingKey('foreign')
  const signed = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'foreign' })
  const bad = [
    '',
    'Bearer',
    t.keys.coordinator,
    `Basic ${Buffer.from(`coordinator:${t.keys.coordinator}`).toString('base64')}`,
    `Bearer ${newKey()}`,
    `Bearer ${t.keys.coordinator}x`,
    `Bearer ${revoked.key}`,
    `Bearer ${expired.key}`,
    `Bearer ${new UnsecuredJWT(claims).encode()}`,
    `Bearer ${await signed.sign(privateKey)}`,
    `Bearer ' or true --`,
  ]
  t.clock.now = new Date(t.clock.now.getTime() + 2_000)
  const refusal = async (operation: Operation, authorization: string) => {
    const { status, headers, body } = await t.as.public
      .call(operation.method, realPath(operation), { authorization, 'if-match': '*' })
      .send(operation.requestBody && exampleFor(operation))
    const { traceId: _, instance: __, ...said } = body
    return { status, challenge: headers['www-authenticate'], said }
  }
  const refused = await refusal(operations[0]!, bad[0]!)
  expect(refused).toMatchObject({ status: 401, challenge: expect.stringContaining('invalid_token') })
  for (const authorization of bad) expect(await refusal(operations[0]!, authorization)).toEqual(refused)
  for (const [at, operation] of operations.entries())
    expect([nameOf(operation), await refusal(operation, bad[at % bad.length]!)]).toEqual([nameOf(operation), refused])
  // Nor is a good one taken from where it would be logged and passed on.
  await t.as.public.get(`/api-keys?access_token=${t.keys.coordinator}`).expect(401)
  await t.as.public.get('/api-keys', { cookie: `authorization=${t.keys.coordinator}` }).expect(401)
})

test('API3:2023 broken object property level authorization: nobody writes what is not declared, or reads what is secret', async () => {
  const open = operations.flatMap((operation) =>
    inside(bodyOf(operation) ?? {})
      .filter(({ schema }) => schema.properties && schema.additionalProperties !== false)
      .map(({ pointer }) => `${nameOf(operation)} ${pointer}`),
  )
  expect(open).toEqual([])
  const wished = { id: randomUUID(), version: 7, organisationId: ids.organisationId, role: 'coordinator' }
  const more = { erasedAt: '2025-01-01T00:00:00Z', createdAt: '2025-01-01T00:00:00Z', status: 'approved', scopes: [] }
  const before = await countChanges()
  for (const operation of writes()) {
    const declared = Object.keys(bodyOf(operation)?.properties ?? {})
    const smuggled = Object.entries({ ...wished, ...more }).filter(([name]) => !declared.includes(name))
    const { status, body } = await t.as.coordinator
      .call(operation.method, realPath(operation), { 'if-match': '*' })
      .send({ ...exampleFor(operation), ...Object.fromEntries(smuggled) })
    // A coordinator, who has no organisation, is refused at the door of what only an organisation does.
    if (status === 403 && !operation['x-roles']!.includes('coordinator')) continue
    expect([nameOf(operation), status]).toEqual([nameOf(operation), 400])
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers).toEqual(expect.arrayContaining(smuggled.map(([name]) => `/${name}`)))
  }
  expect(await countChanges()).toBe(before)
  // That no value above the caller's level is in any answer is asked in columns.test.ts; no answer has a place for it.
  const inCamelCase = (column: string) =>
    column.split('.')[1]!.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase())
  const namesOf = (secret: boolean) =>
    [...decidedColumns()].filter(([, { level }]) => (level === 'secret') === secret).map(([name]) => inCamelCase(name))
  const secrets = namesOf(true).filter((name) => !namesOf(false).includes(name))
  expect(secrets).toContain('hash')
  const answered = Object.values(contract.components.schemas).flatMap(({ properties = {} }) => Object.keys(properties))
  // A new API key, which is shown once, is called as the key of a request that may be repeated.
  expect(new Set(secrets.filter((name) => answered.includes(name)))).toEqual(new Set(['key']))
})

test('API4:2023 unrestricted resource consumption: lists, texts, bodies, times and calls are bounded', async () => {
  const lists = listsOf(contract)
  expect(lists.length).toBeGreaterThan(20)
  for (const list of lists) {
    const most = list.parameters!.find(({ name }) => name === 'limit')!.schema.maximum as number
    expect([nameOf(list), most]).toEqual([nameOf(list), expect.toSatisfy((is) => is > 0 && is <= 200)])
    const path = found.get([...found.keys()].find(({ operationId }) => operationId === list.operationId)!)![0]!
    await t.as.coordinator.get(`${path}?limit=${most + 1}`).expect(400)
  }
  const unbounded = operations.flatMap((operation) =>
    [
      bodyOf(operation),
      ...(operation.parameters ?? []).filter((parameter) => parameter.in !== 'header').map(({ schema }) => schema),
    ]
      .flatMap((schema) => inside(schema ?? {}))
      .filter(({ schema }) => !isBounded(schema))
      .map(({ pointer }) => `${nameOf(operation)} ${pointer}`),
  )
  expect(unbounded).toEqual([])
  for (const operation of writes().filter(({ 'x-roles': roles }) => roles!.includes('coordinator'))) {
    const { status } = await t.as.coordinator
      .call(operation.method, realPath(operation), { 'if-match': '*', 'content-type': 'application/json' })
      .send(`{"text":"${'x'.repeat(300 * 1024)}"}`)
    expect([nameOf(operation), status]).toEqual([nameOf(operation), 413])
  }
  const { server } = t.app
  expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000])
  for (const [pool, time] of [
    [t.service.pool, '2s'],
    [t.service.db.writers, '10s'],
  ] as const)
    expect((await pool.query('show statement_timeout')).rows).toEqual([{ statement_timeout: time }])

  await using small = await testApp({ limits: { ...wideLimits, caller: 2, public: 2 } })
  for (const caller of [small.as.reader, small.as.public]) {
    for (const left of [1, 0])
      expect((await caller.get('/organisations').expect(200)).headers.ratelimit).toContain(`;r=${left};`)
    const { headers } = await caller.get('/organisations').expect(429)
    expect(headers).toMatchObject({
      'ratelimit-policy': expect.stringContaining(';q=2;w=60'),
      'retry-after': expect.stringMatching(/^\d+$/),
    })
  }
})

test('API5:2023 broken function level authorization: whom the table of rights does not admit is refused, and nothing happens', async () => {
  const [head, ...rows] = readFileSync('tests/golden/access.txt', 'utf8').trim().split('\n')
  const callers = head!.trim().split(/\s+/) as (keyof TestApp['as'])[]
  const denied = rows.flatMap((row) => {
    const [operationId, ...cells] = row.split(/\s+/)
    const operation = operations.find((candidate) => candidate.operationId === operationId)!
    return cells.flatMap((cell, at) => (cell === 'yes' ? [] : [{ operation, caller: callers[at]!, wanted: cell }]))
  })
  expect(denied.length).toBeGreaterThan(300)
  const before = await countChanges()
  for (const { operation, caller, wanted } of denied) {
    const { status } = await attempt(t.as[caller], operation)
    expect([nameOf(operation), caller, String(status)]).toEqual([nameOf(operation), caller, wanted])
  }
  // Neither another spelling of a path nor another name of a method goes round the door.
  for (const path of [
    '/API-KEYS',
    '/api-keys/',
    '//api-keys',
    '/%61pi-keys',
    '/api-keys;x=1',
    '/areas/%2e%2e/api-keys',
  ])
    expect([401, 404]).toContain((await fetch(t.url + base + path)).status)
  const overriding = { 'x-http-method-override': 'DELETE', 'x-original-url': `${base}/api-keys` }
  await t.as.partner.get(`/organisations/${ids.organisationId}?_method=DELETE`, overriding).expect(400)
  await t.as.partner.get(`/organisations/${ids.organisationId}`, overriding).expect(200)
  expect(await countChanges()).toBe(before)
})

test('API6:2023 unrestricted access to sensitive business flows: an application to join is one of a few, and no more than a request', async () => {
  await using own = await testApp({ limits: wideLimits })
  await fillTables(own.connection.pool)
  const send = operations.find(({ operationId }) => operationId === 'sendApplication')!
  const { rows: agreements } = await own.connection.pool.query(`select id from agreements where code = 'PROV-1'`)
  const example = { ...exampleFor(send), agreementId: agreements[0].id }
  const counts = async () => {
    const tables = ['applications', 'organisations', 'contacts', 'signatures', 'api_keys']
    const { rows } = await own.connection.pool.query(
      `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join()}`,
    )
    return rows[0]
  }
  const before = await counts()
  for (let n = 0; n < 5; n++) {
    const { body } = await own.as.public.post('/applications', example).expect(201)
    await own.as.public.get(`/applications/${body.id}`).expect(401)
  }
  for (const caller of [own.as.public, own.as.partner]) {
    const { body, headers } = await caller.post('/applications', example).expect(429)
    expect([body.violatedPolicies, Number(headers['retry-after']) > 3_000]).toEqual([['applications'], true])
  }
  expect(await counts()).toEqual({ ...before, applications: before.applications + 5 })
})

test('API7:2023 server side request forgery: an address that a caller gives is kept, and never called', async () => {
  await using target = await listening((_, response) => response.end('{}'))
  const places = writes().flatMap((operation) =>
    inside(bodyOf(operation) ?? {})
      .filter(({ pointer, schema }) => schema.format === 'iri' || /ur[il]$|href|callback|hook/i.test(pointer))
      .map(({ pointer }) => ({ operation, pointer })),
  )
  expect(places.length).toBeGreaterThan(4)
  for (const { operation, pointer } of places) {
    const body = operation.method === 'patch' ? {} : exampleFor(operation)
    const { status } = await attempt(t.as.coordinator, operation, withValue(body, pointer, `${target.url}/x`))
    expect([nameOf(operation), pointer, status]).toEqual([
      nameOf(operation),
      pointer,
      expect.toSatisfy((is) => is === 200 || is === 201),
    ])
  }
  const pointing = { referer: target.url, origin: target.url, 'x-forwarded-host': new URL(target.url).host }
  await t.as.public.get('/organisations', pointing).expect(200)
  expect(target.connections()).toBe(0)
})

test('API8:2023 security misconfiguration: every answer is protected, invites no other page and tells nothing of the inside', async () => {
  const answers = []
  for (const operation of operations)
    answers.push(
      await t.as.public
        .call(operation.method, realPath(operation), { origin: 'https://page.example' })
        .send(operation.requestBody && {}),
    )
  const preflight = { origin: 'https://page.example', 'access-control-request-method': 'POST' }
  answers.push(await t.as.public.call('options', '/applications', preflight))
  for (const target of ['/health/live', '/metrics', '/openapi.json', '/nothing', '/%zz', `/organisations?q=%00'--`])
    answers.push(await t.as.public.get(target))
  const bent = '{"name": "\'; drop table organisations; --", '
  answers.push(await t.as.coordinator.call('post', '/organisations', { 'content-type': 'application/json' }).send(bent))
  answers.push(await t.as.coordinator.get(`/organisations?cursor=${'%27'.repeat(9)}&sort=name;select`))
  await using broken = await testApp()
  await broken.connection.pool.query('alter table organisations rename column name to renamed')
  for (const path of [
    '/organisations',
    '/contributions',
    '/signatures',
    `/organisations/${broken.organisations.partner}`,
  ])
    answers.push(await broken.as.coordinator.get(path).expect(500))
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
    })
    expect(
      Object.keys(headers).filter((name) => /^(access-control-|x-powered-by|server$|set-cookie)/.test(name)),
    ).toEqual([])
  }
  const problems = answers.filter(({ status }) => status >= 400).map(({ text }) => text)
  expect(problems.length).toBeGreaterThan(50)
  for (const text of problems)
    expect(text).not.toMatch(
      /\bselect .* from|insert into|syntax error|renamed|node_modules|\.[jt]s:\d|\n {4}at |stack|pg_/i,
    )
})

test('API9:2023 improper inventory management: the contract lists every route of the one version there is', async () => {
  const paths = pathsOf(t.app)
  const ours = Object.keys(contract.paths).map((path) => base + path)
  expect(paths.filter((path) => path.startsWith(base))).toEqual(ours.toSorted())
  const outside = paths.filter((path) => !path.startsWith(base) && !path.startsWith('/docs'))
  expect(outside).toEqual(['/', '/health/live', '/health/ready', '/metrics', '/openapi.json'])
  for (const [path, methods] of Object.entries(contract.paths))
    for (const method of (['get', 'post', 'put', 'patch', 'delete'] as const).filter((name) => !(name in methods)))
      await t.as.coordinator.call(method, path.replaceAll(/\{\w+\}/g, randomUUID())).expect(405)
  await t.as.public.get('/metrics').expect(401)
  const { body } = await t.as.public.get('/api-info').expect(200)
  expect([base, body.apiVersion]).toEqual([expect.stringMatching(/\/v1$/), contract.info.version])
  // None is on its way out; one that is must say until when.
  const ending = operations.filter((operation) => 'deprecated' in operation)
  expect(ending.filter(({ responses }) => !responses['200']?.headers?.sunset).map(nameOf)).toEqual([])
})

test('API10:2023 unsafe consumption of APIs: an OpenID provider that misbehaves is not believed', async () => {
  const key = await signingKey('first')
  const { kty, n, e, kid, alg } = key.jwk
  const published = { kty, n, e, kid, alg }
  let answer: RequestListener = () => {}
  await using provider = await listening((request, response) => answer(request, response))
  await using elsewhere = await listening((_, response) => response.end('{}'))
  const issuer = provider.url
  const json =
    (discovery: object, keys: object): RequestListener =>
    (request, response) =>
      void response.end(JSON.stringify(request.url === '/jwks' ? keys : discovery))
  const discovery = { issuer, jwks_uri: `${issuer}/jwks` }
  const right = json(discovery, { keys: [published] })
  const claims = { roleClaim: 'role', organisationClaim: 'organisation_id', defaultScopes: ['read'] } as const
  const settings = { issuer, audience, ...claims, clockSkewSeconds: 30 }
  await using own = await testApp({ oidc: { ...settings, roles: new Map([['coordinator', 'coordinator']]) } })
  keepTime(own)
  const token = await new SignJWT({ role: 'coordinator', sub: 'prov', aud: audience })
    .setIssuer(issuer)
    .setExpirationTime('1h')
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'first', jku: elsewhere.url, x5u: elsewhere.url })
    .sign(key.privateKey)
  let drops = 0
  const misbehaving: Record<string, RequestListener> = {
    'another issuer': json({ ...discovery, issuer: 'https://login.example' }, { keys: [published] }),
    'keys from where anybody can exchange them': json({ ...discovery, jwks_uri: 'http://keys.example/' }, {}),
    'a page': (_, response) => response.setHeader('content-type', 'text/html').end('<html>Welcome</html>'),
    'a redirect': (request, response) =>
      request.url === '/elsewhere'
        ? right(request, response)
        : response.writeHead(302, { location: '/elsewhere' }).end(),
    'too much': json(discovery, { keys: [published], padding: 'x'.repeat(300 * 1024) }),
    'too slow': (_, response) => {
      const drip = setInterval(() => ++drops && response.write(' '), 200)
      response.on('close', () => clearInterval(drip))
    },
  }
  for (const [name, listener] of Object.entries(misbehaving)) {
    answer = listener
    const { status, headers } = await own.withKey(token).get('/me')
    expect([name, status, headers['retry-after']]).toEqual([name, 503, '5'])
    await own.as.reader.get('/me').expect(200)
    // A provider that has failed is left alone for two seconds.
    vi.setSystemTime(Date.now() + 2_001)
  }
  // Five seconds of it were waited for.
  expect(drops).toSatisfy((count: number) => count > 0 && count < 40)
  answer = json(discovery, { keys: [{ kty: 'oct', kid: 'first', k: 'c2VjcmV0' }] })
  await own.withKey(token).get('/me').expect(401)
  const { rows } = await own.connection.pool.query('select * from accounts')
  expect(rows).toEqual([])
  vi.setSystemTime(Date.now() + 11_000)
  answer = right
  expect((await own.withKey(token).get('/me').expect(200)).body.role).toBe('coordinator')
  // Where the token itself says that its key is, nobody has asked.
  expect(elsewhere.connections()).toBe(0)
})

/** A body with a value put where a pointer leads, through objects and lists that are made on the way; what a list holds has a title. */
function withValue(body: Record<string, unknown>, pointer: string, value: string): Record<string, unknown> {
  const names = pointer.slice(1).split('/')
  let holder = body
  for (const [at, name] of names.entries()) {
    if (at === names.length - 1) holder[name] = value
    else
      holder = (holder[name] ??= names[at + 1] === '0' ? [] : name === '0' ? { title: 'Prov' } : {}) as Record<
        string,
        unknown
      >
  }
  return body
}

/** A server on the loopback, which counts who connects to it. */
async function listening(listener: RequestListener) {
  let connections = 0
  const server: Server = createServer(listener).listen(0, '127.0.0.1')
  server.on('connection', () => connections++)
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
