import { describe, expect, test } from 'vitest'
import { countedInPostgres, forgetRateLimits } from '../../src/db/rate-limits.ts'
import type { Limits } from '../../src/http/admission/rate-limits.ts'
import { newKey } from '../../src/identity/api-keys/key.ts'
import { base } from '../../src/representation.ts'
import { testApp, wideLimits, type TestApp } from '../support/test-app.ts'

const withLimits = (limits: Partial<Limits>) => testApp({ limits: { ...wideLimits, ...limits } })
const from = (address: string) => ({ 'x-forwarded-for': address })
const wrongKey = () => ({ authorization: `Bearer ${newKey()}` })
const linesOf = (t: TestApp, msg: string) =>
  t.log.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line.msg === msg)
/** What the metrics count of refusals under a policy, in all apps of this process. */
async function refusals(t: TestApp, policy: string): Promise<number> {
  const { text } = await t.as.reader.get('/metrics').expect(200)
  return Number(RegExp(`requests_limited_total\\{policy="${policy}"\\} (\\d+)`).exec(text)?.[1] ?? 0)
}

describe('a caller', () => {
  test('is told how much it may call, and refused when that is used up, until the minute is over', async () => {
    await using t = await withLimits({ caller: 3 })
    for (const left of [2, 1, 0]) {
      const { headers } = await t.as.partner.get('/organisations').expect(200)
      expect(headers['ratelimit-policy']).toBe('"caller";q=3;w=60')
      expect(headers.ratelimit).toMatch(RegExp(`^"caller";r=${left};t=([1-9]|[1-5]\\d|60)$`))
    }
    const { headers, body } = await t.as.partner.get('/organisations', { 'accept-language': 'sv' }).expect(429)
    expect(headers['ratelimit-policy']).toBe('"caller";q=3;w=60')
    expect(headers.ratelimit).toBe(`"caller";r=0;t=${headers['retry-after']}`)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(body).toMatchObject({
      type: 'http://127.0.0.1:3000/docs/problems/rate_limited',
      status: 429,
      code: 'rate_limited',
      violatedPolicies: ['caller'],
      instance: `${base}/organisations`,
      detail: expect.stringContaining('Försök igen om'),
    })
    // Nobody else is kept from anything.
    await t.as.otherPartner.get('/organisations').expect(200)
    await t.as.public.get('/organisations').expect(200)
  })

  test('spends what it may on refused calls as well, and none of what it writes over the limit is stored', async () => {
    await using t = await withLimits({ caller: 2 })
    await t.as.reader.get('/api-keys').expect(403)
    await t.as.reader.get('/organisations?unknown=1').expect(400)
    await t.as.reader.get('/organisations').expect(429)
    const term = { code: 'prov', label: { sv: 'Prov', en: 'Test' } }
    await t.as.coordinator.get('/api-keys').expect(200)
    await t.as.coordinator.get('/api-keys').expect(200)
    await t.as.coordinator.post('/vocabularies/sectors/terms', term).expect(429)
    const { rows } = await t.connection.pool.query(`select 1 from sectors where code = 'prov'`)
    expect(rows).toEqual([])
  })
})

describe('an address', () => {
  test('loses nothing by a caller that asks on when its own limit is used up', async () => {
    await using t = await withLimits({ caller: 2 })
    for (let call = 0; call < 40; call++) await t.as.reader.get('/organisations')
    const { headers } = await t.as.partner.get('/organisations').expect(200)
    expect(headers['ratelimit-policy']).toBe('"caller";q=2;w=60')
  })

  test('without a key has a limit of its own, whatever it asks for but health', async () => {
    await using t = await withLimits({ public: 4 })
    const { headers } = await t.as.public.get('/organisations').expect(200)
    expect(headers['ratelimit-policy']).toBe('"public";q=4;w=60')
    await t.as.public.get('/nothing').expect(404)
    await t.as.public.get('/openapi.json').expect(200)
    await t.as.public.call('put', '/organisations').expect(405)
    for (const path of ['/organisations', '/nothing', '/openapi.json', '/docs/', '/api-keys'])
      expect((await t.as.public.get(path).expect(429)).body.violatedPolicies).toEqual(['public'])
    await t.as.public.get('/health/live').expect(200)
    await t.as.public.get('/health/ready').expect(200)
    // Its callers with keys are counted by those.
    await t.as.partner.get('/organisations').expect(200)
  })

  test('cannot pass for another one by saying so', async () => {
    await using t = await withLimits({ public: 2 })
    const call = (address: string) => t.as.public.get('/organisations', from(address))
    await call('198.51.100.1').expect(200)
    await call('198.51.100.2').expect(200)
    await call('198.51.100.3').expect(429)
  })

  test('behind a proxy that is trusted is the one that the proxy saw; of IPv6, its whole /64', async () => {
    await using t = await testApp({ limits: { ...wideLimits, public: 2 }, trustProxy: ['loopback'] })
    const call = (address: string) => t.as.public.get('/organisations', from(address))
    for (const [one, same, other] of [
      ['198.51.100.1', '198.51.100.1', '198.51.100.2'],
      // What the caller wrote stands before what the proxy added.
      ['203.0.113.9, 198.51.100.7', '203.0.113.10, 198.51.100.7', '203.0.113.9, 198.51.100.8'],
      ['2001:db8:1:1::1', '2001:db8:1:1:ffff::2', '2001:db8:1:2::1'],
      ['nonsense', 'other nonsense', '198.51.100.20'],
    ] as const) {
      await call(one).expect(200)
      await call(same).expect(200)
      await call(one).expect(429)
      await call(other).expect(200)
    }
  })

  test('has a wide limit for all its callers together, which refused calls do not use up', async () => {
    await using t = await withLimits({ caller: 2, public: 11 })
    const names = ['partner', 'otherPartner', 'matcher', 'reader'] as const
    for (let n = 0; n < 11; n++) await t.as.public.get('/organisations').expect(200)
    for (let n = 0; n < 40; n++) await t.as.public.get('/organisations').expect(429)
    // 20 for the address, of which 11 are gone.
    for (const name of names) for (let n = 0; n < 2; n++) await t.as[name].get('/organisations').expect(200)
    for (let n = 0; n < 40; n++)
      expect((await t.as.partner.get('/organisations').expect(429)).body.violatedPolicies).toEqual(['caller'])
    // What fails to sign in counts by itself.
    for (let n = 0; n < 10; n++) await t.as.public.get('/organisations', wrongKey()).expect(401)
    await t.as.coordinator.get('/organisations').expect(200)
    expect((await t.as.coordinator.get('/organisations').expect(429)).body.violatedPolicies).toEqual(['address'])
  })

  test('may have a limit of its own on one route, beside the others', async () => {
    const limit = { name: 'apply', points: 2, seconds: 3600 }
    await using t = await testApp({
      limits: wideLimits,
      trustProxy: ['loopback'],
      routes: (app) => {
        app.post(
          '/apply',
          { config: { access: 'public', limit }, bodyLimit: 1024, schema: { hide: true, body: { type: 'object' } } },
          async (_, reply) => reply.code(204).send(),
        )
      },
    })
    const apply = (body = {}, address = '198.51.100.1') =>
      fetch(`${t.url}/apply`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...from(address) },
        body: JSON.stringify(body),
      })
    const first = await apply()
    expect([first.status, first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([
      204,
      '"public";q=1000000;w=60, "apply";q=2;w=3600',
      expect.stringMatching(/^"public";r=999999;t=\d+, "apply";r=1;t=3600$/),
    ])
    // What is refused counts for nothing.
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await apply({ text: 'x'.repeat(2000) })
      expect([status, headers.get('ratelimit')]).toEqual([413, expect.stringContaining('"apply";r=1;')])
    }
    expect((await apply()).status).toBe(204)
    const last = await apply()
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^3[56]\d\d$/)])
    expect((await apply({}, '198.51.100.2')).status).toBe(204)
    await t.as.public.get('/organisations', from('198.51.100.1')).expect(200)
  })
})

describe('an application to join', () => {
  const send = (t: TestApp, body: object) =>
    t.as.public.call('post', '/applications', { 'content-type': 'application/json' }).send(body)

  test('that is refused is none of the five in an hour', async () => {
    await using t = await testApp({ limits: wideLimits })
    await t.connection.pool.query(
      `insert into agreements (code, title, status, valid_from) values ('PROV', 'Avtal (påhittat)', 'open', '2020-02-01')`,
    )
    const organisation = { name: 'Prov (påhittad)', kind: 'informal', sector: 'other' }
    const example = { organisation, contact: { name: 'Kim Prov', email: 'kim@prov.example' } }
    const unreachable = { organisation, contact: { name: 'Kim Prov' } }
    for (let n = 0; n < 4; n++) {
      await send(t, { organisation: 7 }).expect(400)
      await send(t, unreachable).expect(422)
    }
    for (const left of [4, 3, 2, 1, 0]) {
      const { headers } = await send(t, example).expect(201)
      expect(headers.ratelimit).toContain(`"applications";r=${left};`)
    }
    await send(t, example).expect(429)
    // A refusal for another reason is one for the limit by now.
    await send(t, unreachable).expect(429)
  })
})

describe('a failed sign-in', () => {
  test('takes the same time whatever was wrong, and past its number is refused for that', async () => {
    await using t = await withLimits({ failures: 5, failureTakesMs: 150 })
    await t.as.reader.get('/organisations').expect(200)
    const revoked = await t.as.coordinator.post('/api-keys', { name: 'Prov', role: 'reader' }).expect(201)
    await t.as.coordinator.post(`/api-keys/${revoked.body.id}/revocation`).expect(200)
    const authorizations = ['', 'Bearer nonsense', `Bearer ${newKey()}`, `Bearer ${revoked.body.key}`, 'Basic YTpi']
    for (const [n, authorization] of authorizations.entries()) {
      const began = performance.now()
      const { headers } = await t.as.public.get('/organisations', { authorization }).expect(401)
      expect(performance.now() - began).toBeGreaterThanOrEqual(145)
      expect(headers.ratelimit).toMatch(RegExp(`^"sign-in";r=${4 - n};`))
    }
    // Whoever asks without a key is told at once, and it is no failure.
    await t.as.public.get('/api-keys').expect(401)
    for (const authorization of authorizations) {
      const { body, headers } = await t.as.public.get('/organisations', { authorization }).expect(429)
      expect([body.violatedPolicies, headers['retry-after']]).toEqual([['sign-in'], expect.stringMatching(/^\d+$/)])
      expect(headers['www-authenticate']).toBeUndefined()
    }
    await t.as.reader.get('/organisations').expect(200)
    await t.as.public.get('/organisations').expect(200)
  })

  test('keeps no right key out, at its own address or another', async () => {
    await using t = await testApp({ limits: { ...wideLimits, failures: 1 }, trustProxy: ['loopback'] })
    const call = (address: string, headers: object) =>
      t.as.public.get('/organisations', { ...from(address), ...headers })
    await call('198.51.100.1', wrongKey()).expect(401)
    await call('198.51.100.1', wrongKey()).expect(429)
    const made = await t.as.coordinator.post('/api-keys', { name: 'Ny', role: 'reader' }).expect(201)
    const key = { authorization: `Bearer ${made.body.key}` }
    await call('198.51.100.1', key).expect(200)
    // Known by now, wherever it calls from.
    await call('198.51.100.2', key).expect(200)
    await t.as.coordinator.post(`/api-keys/${made.body.id}/revocation`).expect(200)
    await call('198.51.100.1', key).expect(401)
    await call('198.51.100.1', key).expect(429)
  })

  test('of which many come at once is one of as many as there may be, and a right key among them gets in', async () => {
    await using t = await withLimits({ failures: 20 })
    const made = await t.as.coordinator.post('/api-keys', { name: 'Ny', role: 'reader' }).expect(201)
    const statuses = await Promise.all(
      Array.from({ length: 400 }, async (_, n) => {
        const authorization = n === 200 ? { authorization: `Bearer ${made.body.key}` } : wrongKey()
        return [n === 200, (await t.as.public.get('/organisations', authorization)).status] as const
      }),
    )
    const of = (isRight: boolean) => statuses.filter(([right]) => right === isRight).map(([, status]) => status)
    expect(of(true)).toEqual([200])
    expect(of(false).filter((status) => status === 401)).toHaveLength(20)
    expect(of(false).filter((status) => status === 429)).toHaveLength(379)
  })

  test('is none when the database does not answer, or when the key is right', async () => {
    await using t = await withLimits({ failures: 2 })
    await t.connection.pool.query('alter table api_keys rename to api_keys_away')
    for (let n = 0; n < 3; n++) await t.as.public.get('/organisations', wrongKey()).expect(500)
    await t.connection.pool.query('alter table api_keys_away rename to api_keys')
    for (let n = 0; n < 3; n++) {
      const made = await t.as.coordinator.post('/api-keys', { name: 'Ny', role: 'reader' }).expect(201)
      await t
        .withKey(made.body.key as string)
        .get('/organisations')
        .expect(200)
    }
    const { headers } = await t.as.public.get('/organisations', wrongKey()).expect(401)
    expect(headers.ratelimit).toMatch(/^"sign-in";r=1;/)
  })
})

describe('refused requests', () => {
  test('are counted by policy, and logged by network: the first of each, at most twenty, then a sum', async () => {
    const t = await testApp({ limits: { ...wideLimits, public: 1, failures: 1 }, trustProxy: ['loopback'] })
    try {
      const before = [await refusals(t, 'public'), await refusals(t, 'sign-in')]
      for (let n = 0; n < 30; n++) {
        for (let call = 0; call < 3; call++) await t.as.public.get('/organisations', from(`198.51.${n}.7`))
      }
      for (let n = 0; n < 3; n++) await t.as.public.get('/organisations', { ...from('2001:db8:7:7::7'), ...wrongKey() })
      expect([await refusals(t, 'public'), await refusals(t, 'sign-in')]).toEqual([before[0]! + 60, before[1]! + 2])
      const firsts = linesOf(t, 'a request was refused')
      expect(firsts).toHaveLength(20)
      expect(firsts[0]).toMatchObject({
        network: '198.51.0.0/24',
        policy: 'public',
        route: `${base}/organisations`,
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      })
      expect(linesOf(t, 'request').filter(({ status }) => status === 429)).toEqual([])
      await t.app.close()
      expect(linesOf(t, 'requests were refused')).toEqual([
        expect.objectContaining({ refused: 62, networks: 31, most: expect.objectContaining({ '198.51.0.0/24': 2 }) }),
      ])
      expect(t.log.join('')).not.toMatch(/\.7"|::7|sk_/)
    } finally {
      await t[Symbol.asyncDispose]()
    }
  })
})

describe('counted in Postgres', () => {
  test('limits are those of all registers on a database together', async () => {
    await using shared = await testApp()
    // However slow the machine is.
    const stores = [1, 2].map(() => countedInPostgres(shared.databaseUrl, () => {}, 30_000))
    const limits = { ...wideLimits, public: 4, failures: 2 }
    await using one = await testApp({ limits: { ...limits, counting: stores[0]!.counting } })
    await using two = await testApp({ limits: { ...limits, counting: stores[1]!.counting } })
    const both = [one, two, one, two]
    for (const [n, t] of both.entries()) {
      const { headers } = await t.as.public.get('/organisations').expect(200)
      expect(headers.ratelimit).toMatch(RegExp(`^"public";r=${3 - n};t=[1-9]`))
    }
    for (const t of both) await t.as.public.get('/organisations').expect(429)
    await one.as.public.get('/organisations', wrongKey()).expect(401)
    await two.as.public.get('/organisations', wrongKey()).expect(401)
    for (const t of both) await t.as.public.get('/organisations', wrongKey()).expect(429)
    const count = async () =>
      (await shared.connection.pool.query('select key from rate_limits order by key')).rows.map(({ key }) => key)
    expect(await count()).toEqual(['address:127.0.0.1', 'public:127.0.0.1', 'sign-in:127.0.0.1'])
    await forgetRateLimits(shared.connection.db, new Date())
    expect(await count()).toHaveLength(3)
    await forgetRateLimits(shared.connection.db, new Date(Date.now() + 61_000))
    expect(await count()).toEqual([])
    for (const { close } of stores) await close()
  })

  test('limits hold in each register by itself while Postgres does not answer', async () => {
    const heard: boolean[] = []
    const { counting, close } = countedInPostgres('postgres://nobody@127.0.0.1:1/none', (away) => heard.push(away))
    await using t = await testApp({ limits: { ...wideLimits, public: 2, counting } })
    for (const status of [200, 200, 429, 429]) await t.as.public.get('/organisations').expect(status)
    expect(heard).toEqual([true])
    await close()
  })

  test('all that call at once are counted', async () => {
    await using t = await testApp()
    const { counting, close } = countedInPostgres(t.databaseUrl, () => {})
    const limiter = counting({ name: 'prov', points: 10, seconds: 60 })
    const calls = await Promise.allSettled(Array.from({ length: 50 }, () => limiter.consume('one')))
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    await close()
  })
})
