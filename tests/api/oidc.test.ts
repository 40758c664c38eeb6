import { exportSPKI, importJWK, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { OidcSettings } from '../../src/identity/oidc/claims.rules.ts'
import { audience, keepTime, oidcProvider, signingKey, type TestProvider } from '../support/oidc-provider.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const seconds = () => Math.floor(Date.now() / 1000)
const subject = 'prov'

const settingsOf = (issuer: string, others: Partial<OidcSettings> = {}): OidcSettings => ({
  issuer,
  audience,
  roleClaim: 'role',
  roles: new Map([
    ['coordinator', 'coordinator'],
    ['partner', 'partner'],
    ['matcher', 'matcher'],
    ['reader', 'reader'],
  ]),
  organisationClaim: 'organisation_id',
  defaultScopes: [],
  clockSkewSeconds: 30,
  ...others,
})

let p: TestProvider
let t: TestApp

beforeAll(async () => {
  p = await oidcProvider()
  t = await appOf(settingsOf(p.issuer))
})
afterAll(async () => {
  await t[Symbol.asyncDispose]()
  await p[Symbol.asyncDispose]()
})
afterEach(() => vi.useRealTimers())

async function appOf(oidc: OidcSettings): Promise<TestApp> {
  const app = await testApp({ oidc })
  keepTime(app)
  return app
}

/** Moves the clocks of all, and leaves timers alone. */
const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

const me = async (token: string, app = t) => (await app.withKey(token).get('/me').expect(200)).body

/** What a refusal says, but for what differs from one request to the next. */
async function refusalOf(token: string, app = t) {
  const { status, headers, body } = await app.withKey(token).get('/me')
  const { traceId: _, ...said } = body
  return { status, challenge: headers['www-authenticate'], said }
}
const refused = {
  status: 401,
  challenge: 'Bearer realm="samhallskontraktet", error="invalid_token"',
  said: {
    type: 'http://127.0.0.1:3000/docs/problems/unauthenticated',
    title: 'Sign-in is needed',
    status: 401,
    detail: 'Send a valid API key or access token: "Authorization: Bearer sk_...".',
    instance: '/samhallskontraktet/v1/me',
    code: 'unauthenticated',
  },
}

describe('an access token of the provider', () => {
  test('signs in who it is for, with the role that it brings', async () => {
    const exp = seconds() + 200
    const found = await me(await p.token({ role: 'coordinator', name: 'Kim Prov (påhittad)', exp }))
    expect(found).toMatchObject({
      kind: 'account',
      name: 'Kim Prov (påhittad)',
      role: 'coordinator',
      scopes: ['read', 'write'],
      expiresAt: new Date(exp * 1000).toISOString(),
    })
    expect(found.organisation).toBeUndefined()
  })

  test('acts for the organisation that it names by id or by number, and for no other', async () => {
    const { id: numbered } = (
      await t.as.coordinator
        .post('/organisations', {
          name: 'Numrerad (påhittad)',
          organisationNumber: '499900-0005',
          kind: 'legal_entity',
          sector: 'business',
        })
        .expect(201)
    ).body
    const byNumber = await me(await p.token({ role: 'partner', organisation_id: '499900-0005' }))
    expect(byNumber.organisation).toEqual({
      id: numbered,
      name: 'Numrerad (påhittad)',
      _links: { self: { href: `/samhallskontraktet/v1/organisations/${numbered}` } },
    })
    const partner = t.withKey(await p.token({ role: 'partner', organisation_id: t.organisations.partner }))
    await partner.patch(`/organisations/${t.organisations.partner}`, { shortName: 'Prov' }, '*').expect(200)
    await partner.patch(`/organisations/${t.organisations.otherPartner}`, { shortName: 'Prov' }, '*').expect(403)
    await partner.get('/api-keys').expect(403)
  })

  test('is written into the log as the account, under its name', async () => {
    const token = await p.token({ role: 'matcher', organisation_id: t.organisations.matcher, name: 'Kim Prov' })
    const { id } = await me(token)
    await t
      .withKey(token)
      .patch(`/organisations/${t.organisations.matcher}`, { website: 'https://konto.example' }, '*')
      .expect(200)
    const { body } = await t.as.coordinator.get(`/organisations/${t.organisations.matcher}/history?limit=1`).expect(200)
    expect(body.items[0].actor).toEqual({
      kind: 'account',
      id,
      name: 'Kim Prov',
      role: 'matcher',
      organisationId: t.organisations.matcher,
    })
  })

  test('may do no more than its scope says', async () => {
    const reading = t.withKey(await p.token({ role: 'coordinator', scope: 'openid read' }))
    await reading.get('/api-keys').expect(200)
    const { headers, body } = await reading.post('/areas', {}).expect(403)
    expect(headers['www-authenticate']).toBe(
      'Bearer realm="samhallskontraktet", error="insufficient_scope", scope="write"',
    )
    expect(body.detail).toContain('write')
    expect((await me(await p.token({ role: 'reader', scope: undefined, scp: ['read'] }))).scopes).toEqual(['read'])
  })

  test('may nothing by scopes that are not understood, or by none unless the configuration says so', async () => {
    await using rolesAlone = await appOf(settingsOf(p.issuer, { defaultScopes: ['read'] }))
    for (const scope of ['openid profile', 'api.read', 'READ', '', undefined]) {
      const token = await p.token({ role: 'coordinator', scope })
      for (const path of ['/organisations', '/api-keys', '/me']) await t.withKey(token).get(path).expect(403)
      await t.withKey(token).post('/areas', {}).expect(403)
      const { status } = await rolesAlone.withKey(token).get('/api-keys')
      expect([scope, status]).toEqual([scope, scope === undefined ? 200 : 403])
      await rolesAlone.withKey(token).post('/areas', {}).expect(403)
    }
  })

  test('without a role, or without the organisation that its role needs, is forbidden and not unknown', async () => {
    const cases: [claims: object, detail: RegExp][] = [
      [{}, /no role in the register \(claim role\)/],
      [{ role: 'admin' }, /no role/],
      [{ role: ['admin', 7, null] }, /no role/],
      [{ role: { coordinator: true } }, /no role/],
      [{ role: 'partner' }, /as partner, but for no organisation .* \(claim organisation_id\)/],
      [{ role: 'matcher', organisation_id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10' }, /as matcher/],
      [{ role: 'partner', organisation_id: '499900-0013' }, /as partner/],
      [{ role: 'partner', organisation_id: "x' or true --" }, /as partner/],
      [{ role: 'partner', organisation_id: [t.organisations.partner, t.organisations.otherPartner] }, /as partner/],
    ]
    const accounts = async () => (await t.as.coordinator.get('/accounts?limit=1&count=true').expect(200)).body.total
    const before = await accounts()
    for (const [claims, detail] of cases) {
      const caller = t.withKey(await p.token({ ...claims, sub: 'nobody here' }))
      for (const path of ['/organisations', '/api-keys']) {
        const { body } = await caller.get(path).expect(403)
        expect(body.detail).toMatch(detail)
      }
    }
    expect(await accounts()).toBe(before)
    const { body } = await t
      .withKey(await p.token({}))
      .call('get', '/me', { 'accept-language': 'sv' })
      .expect(403)
    expect(body.detail).toContain('ingen roll')
  })

  test('finds its role and organisation where the configuration says', async () => {
    await using other = await appOf(
      settingsOf(p.issuer, {
        roleClaim: 'realm_access.roles',
        roles: new Map([
          ['Samordnare', 'coordinator'],
          ['las', 'reader'],
        ]),
      }),
    )
    const roles = (...given: string[]) => p.token({ realm_access: { roles: given } })
    expect((await me(await roles('las', 'annat', 'Samordnare'), other)).role).toBe('coordinator')
    expect((await me(await roles('las'), other)).role).toBe('reader')
    await other
      .withKey(await roles('coordinator'))
      .get('/me')
      .expect(403)
    await other
      .withKey(await p.token({ role: 'coordinator' }))
      .get('/me')
      .expect(403)
  })

  test('is good within what clocks may differ by, on both sides', async () => {
    const now = seconds()
    for (const claims of [{ exp: now - 20 }, { nbf: now + 20 }, { iat: now + 20 }, { aud: ['other', audience] }])
      expect((await me(await p.token({ role: 'reader', ...claims }))).role).toBe('reader')
  })

  test('stops being good when it expires, also while it is remembered', async () => {
    const token = await p.token({ role: 'reader', exp: seconds() + 60 })
    await me(token)
    later(95_000)
    expect(await refusalOf(token)).toEqual(refused)
  })

  test('is taken under the plain type too, from providers that know no other', async () => {
    expect((await me(await p.token({ role: 'reader' }, { typ: 'JWT' }))).role).toBe('reader')
    expect((await me(await p.token({ role: 'reader' }, { typ: 'application/at+JWT' }))).role).toBe('reader')
  })
})

describe('everything that is wrong with a token', () => {
  const now = seconds()
  const claims = () => ({ role: 'coordinator', sub: subject, aud: audience, iss: p.issuer, exp: seconds() + 200 })
  const publicPem = async () => {
    const { kty, n, e } = p.keys[0]!.jwk
    return exportSPKI((await importJWK({ kty, n, e } as JWK, 'RS256')) as CryptoKey)
  }
  const cases: Record<string, () => Promise<string> | string> = {
    'no algorithm': () => new UnsecuredJWT(claims()).encode(),
    'no algorithm, under the type of an access token': async () => {
      const [, payload] = (await p.token(claims())).split('.')
      return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`
    },
    'the published key as a shared secret': async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'first' })
        .sign(Buffer.from(await publicPem())),
    'another key under the same kid': async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'first' })
        .sign((await signingKey('first')).privateKey),
    'a key that it brings along itself': async () => {
      const { jwk, privateKey } = await signingKey('own')
      const { kty, n, e } = jwk
      return new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', jwk: { kty: kty!, n: n!, e: e! } })
        .sign(privateKey)
    },
    'an unknown key': async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'unknown' })
        .sign((await signingKey('unknown')).privateKey),
    'a signature that was bent': async () => {
      const token = await p.token(claims())
      const at = token.lastIndexOf('.') + 10
      return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    },
    'claims that were exchanged': async () => {
      const [head, , signature] = (await p.token({ role: 'reader' })).split('.')
      return [head, Buffer.from(JSON.stringify(claims())).toString('base64url'), signature].join('.')
    },
    'a foreign issuer': async () => {
      await using foreign = await oidcProvider()
      return await foreign.token({ ...claims(), iss: foreign.issuer })
    },
    'another issuer under the same key': () => p.token({ ...claims(), iss: 'https://login.example' }),
    'no issuer': () => p.token({ ...claims(), iss: undefined }),
    'another audience': () => p.token({ ...claims(), aud: 'https://other.example' }),
    'other audiences': () => p.token({ ...claims(), aud: ['https://other.example', `${audience}/`] }),
    'that it has expired': () => p.token({ ...claims(), exp: now - 31 }),
    'no expiry': () => p.token({ ...claims(), exp: undefined }),
    'an expiry in words': () => p.token({ ...claims(), exp: 'tomorrow' }),
    'that it is not valid yet': () => p.token({ ...claims(), nbf: seconds() + 90 }),
    'that it is issued in the future': () => p.token({ ...claims(), iat: seconds() + 90 }),
    'no subject': async () => {
      const { sub: _, ...rest } = claims()
      return new SignJWT(rest)
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'first' })
        .sign(p.keys[0]!.privateKey)
    },
    'an empty subject': () => p.token({ ...claims(), sub: '' }),
    'a subject that is a number': () => p.token({ ...claims(), sub: 7 }),
    'a subject without end': () => p.token({ ...claims(), sub: 'x'.repeat(256) }),
    'a subject that cannot be kept': () => p.token({ ...claims(), sub: 'x\0' }),
    'that it is an ID token, with a nonce': () => p.token({ ...claims(), nonce: 'n' }, { typ: 'JWT' }),
    'that it is an ID token, for its client': () => p.token({ ...claims(), azp: audience }, { typ: 'JWT' }),
    'that it may be an ID token, without a nonce': () =>
      p.token({ ...claims(), scope: undefined, client_id: undefined }, { typ: 'JWT' }),
    'that it is a logout token': () => p.token({ ...claims(), events: {} }, { typ: 'JWT' }),
    'another type': () => p.token(claims(), { typ: 'logout+jwt' }),
    'no type': () => p.token(claims(), { typ: undefined }),
    'that it is bound to a key of its holder': () => p.token({ ...claims(), cnf: { jkt: 'x' } }),
    'a header that must be understood': async () => {
      const head = Buffer.from('{"alg":"RS256","typ":"at+jwt","kid":"first","crit":["b64"],"b64":false}')
      const [, ...rest] = (await p.token(claims())).split('.')
      return [head.toString('base64url'), ...rest].join('.')
    },
    'that it is no token': () => 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA',
    'that it is nothing at all': () => '..',
    'that it was cut off': async () => (await p.token(claims())).split('.').slice(0, 2).join('.'),
    'that it has five parts': async () => `${await p.token(claims())}.a.b`,
  }

  test.each(Object.entries(cases))('is the same 401: %s', async (_, make) => {
    expect(await refusalOf(await make())).toEqual(refused)
  })

  test('is refused as a wrong key is, and as each where there is no provider', async () => {
    await using plain = await testApp()
    const token = await p.token(claims())
    expect(await refusalOf(token, plain)).toEqual(refused)
    expect(await refusalOf('sk_x', plain)).toEqual(refused)
    expect(await refusalOf('sk_x')).toEqual(refused)
  })

  test('is counted and logged by its reason, and nothing of the token is', async () => {
    const tokens = [
      await p.token({ ...claims(), aud: 'https://other.example' }),
      await p.token({ ...claims(), sub: 'hemlig-person', role: undefined }),
      await p.token({ ...claims(), sub: 'hemlig-person', name: 'Hemlig Person' }),
    ]
    const before = t.log.length
    for (const token of tokens) await t.withKey(token).get('/organisations')
    const text = t.log.slice(before).join('')
    const lines = t.log.slice(before).map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { level: 40, status: 401, denied: 'audience' },
      { level: 40, status: 403, denied: 'no_role' },
      { level: 30, status: 200, accountId: expect.any(String), role: 'coordinator' },
    ])
    for (const part of tokens.flatMap((token) => token.split('.'))) expect(text).not.toContain(part)
    expect(text).not.toMatch(/hemlig|other\.example/i)
    const { text: metrics } = await t.as.reader.get('/metrics').expect(200)
    for (const result of ['ok', 'audience', 'expired', 'not_yet', 'algorithm', 'signature', 'unknown_key', 'issuer'])
      expect(metrics).toMatch(new RegExp(`sign_ins_total\\{method="oidc",result="${result}"\\} \\d`))
    expect(metrics).toMatch(/requests_denied_total\{code="forbidden",reason="no_role"\} \d/)
    expect(metrics).toMatch(/requests_denied_total\{code="unauthenticated",reason="audience"\} \d/)
  })
})

describe('the provider', () => {
  test('may change its keys: a new one is found without a restart, an old one ends when it is withdrawn', async () => {
    await using own = await oidcProvider()
    await using app = await appOf(settingsOf(own.issuer))
    const [first] = own.keys
    const old = await own.token({ role: 'reader', exp: seconds() + 3600 })
    await me(old, app)
    const second = await signingKey('second', 'ES256')
    own.restart([second, first!])
    const fresh = await own.token({ role: 'reader', exp: seconds() + 3600 })
    later(11_000)
    await me(fresh, app)
    await me(old, app)
    own.restart([second])
    later(601_000)
    await me(fresh, app)
    // A withdrawn key is not remembered for longer than a token is.
    await vi.waitFor(async () => expect(await refusalOf(old, app)).toEqual(refused), { timeout: 3_000, interval: 200 })
  })

  test('is not asked again for each key that somebody makes up', async () => {
    await using own = await oidcProvider()
    await using app = await appOf(settingsOf(own.issuer))
    const good = await own.token({ role: 'reader' })
    await me(good, app)
    const { privateKey } = await signingKey('made-up')
    const madeUp = (kid: string) =>
      new SignJWT({}).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid }).sign(privateKey)
    for (let n = 0; n < 10; n++) expect(await refusalOf(await madeUp(`made-up-${n}`), app)).toEqual(refused)
    expect(own.asked()).toBe(1)
    await me(good, app)
  })

  test('that does not answer makes tokens wait, and nobody else', async () => {
    await using own = await oidcProvider()
    await using app = await appOf(settingsOf(own.issuer))
    const token = await own.token({ role: 'reader' })
    const startAgain = await own.stop()
    for (let n = 0; n < 3; n++) {
      const { body, headers } = await app.withKey(token).get('/organisations').expect(503)
      expect([body.code, headers['retry-after']]).toEqual(['unavailable', '5'])
    }
    await app.as.reader.get('/organisations').expect(200)
    await app.as.public.get('/organisations').expect(200)
    const lines = app.log.map((line) => JSON.parse(line))
    // Three were turned away, and the provider was asked once.
    expect(lines.filter(({ denied }) => denied === 'provider_unavailable')).toHaveLength(3)
    expect(lines.filter(({ message }) => message === 'ECONNREFUSED')).toHaveLength(1)
    await startAgain()
    later(2_001)
    await me(token, app)
    await own.stop()
    await me(
      await new SignJWT({ role: 'reader', scope: 'read', sub: 'someone else', aud: audience, exp: seconds() + 60 })
        .setIssuer(own.issuer)
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'first' })
        .sign(own.keys[0]!.privateKey),
      app,
    )
  })
})
