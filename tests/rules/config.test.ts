import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

describe('the limits', () => {
  test('are there unless they are turned off', () => {
    expect(readConfig({})).toMatchObject({ rateLimit: { caller: 1200, public: 300 }, rateLimitStore: 'memory' })
    expect(readConfig({ RATE_LIMIT: '60', RATE_LIMIT_PUBLIC: '10', RATE_LIMIT_STORE: 'postgres' })).toMatchObject({
      rateLimit: { caller: 60, public: 10 },
      rateLimitStore: 'postgres',
    })
  })

  test.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost'])('can be turned off on the loopback: %s', (HOST) => {
    expect(readConfig({ RATE_LIMIT: 'off', HOST }).rateLimit).toBeUndefined()
  })

  test.each(['0.0.0.0', '::', '192.0.2.1', '10.0.0.1', '128.0.0.1', 'register.example.se', '127.example.se'])(
    'cannot be turned off where others reach the register: %s',
    (HOST) => {
      expect(() => readConfig({ RATE_LIMIT: 'off', HOST })).toThrow(/RATE_LIMIT can be off on the loopback alone/)
    },
  )

  test.each(['0', '-1', '1.5', 'OFF', 'none', '1e3', '10000000'])('are no number that means nothing: %s', (value) => {
    expect(() => readConfig({ RATE_LIMIT: value })).toThrow(/RATE_LIMIT must/)
    expect(() => readConfig({ RATE_LIMIT_PUBLIC: value })).toThrow(/RATE_LIMIT_PUBLIC must/)
  })
})

describe('the proxies that are trusted', () => {
  test('are none, unless they are named', () => {
    expect(readConfig({}).trustProxy).toEqual([])
    expect(readConfig({ TRUST_PROXY: ' 192.0.2.1, 10.0.0.0/8,2001:db8::/32 ,loopback' }).trustProxy).toEqual([
      '192.0.2.1',
      '10.0.0.0/8',
      '2001:db8::/32',
      'loopback',
    ])
  })

  test.each(['true', '1', '*', 'proxy.example.se', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0/8'])(
    'are never anyone at all, nor a name: %s',
    (TRUST_PROXY) => {
      expect(() => readConfig({ TRUST_PROXY })).toThrow(/TRUST_PROXY must/)
    },
  )
})

describe('the pages that may call', () => {
  test('are none, unless they are named', () => {
    expect(readConfig({}).corsOrigins).toEqual([])
    expect(readConfig({ CORS_ORIGINS: 'https://a.example, http://127.0.0.1:8080' }).corsOrigins).toEqual([
      'https://a.example',
      'http://127.0.0.1:8080',
    ])
    expect(readConfig({ CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*'])
  })

  test.each([
    'a.example',
    'https://a.example/',
    'https://a.example/path',
    'null',
    '*,https://a.example',
    'file:///x',
    'https://*.example',
  ])('are whole origins: %s', (CORS_ORIGINS) => {
    expect(() => readConfig({ CORS_ORIGINS })).toThrow(/CORS_ORIGINS must/)
  })
})

test('what is loaded at start is the facts of here, or on a database of one’s own the terms alone', () => {
  const DATABASE_URL = 'postgres://register@127.0.0.1/register'
  expect(readConfig({}).seed).toBe('facts')
  expect(readConfig({ DATABASE_URL }).seed).toBe('vocabularies')
  for (const SEED of ['none', 'vocabularies', 'facts', 'demo'])
    expect(readConfig({ DATABASE_URL, SEED }).seed).toBe(SEED)
  expect(() => readConfig({ SEED: 'allt' })).toThrow(/SEED must be one of none, vocabularies, facts, demo/)
})

const oidc = { OIDC_ISSUER: 'https://login.example/realms/kommun', OIDC_AUDIENCE: 'https://register.example' }

describe('the OpenID provider', () => {
  test('is none when none is named', () => {
    expect(readConfig({}).oidc).toBeUndefined()
    expect(readConfig({ OIDC_AUDIENCE: 'https://register.example' }).oidc).toBeUndefined()
  })

  test('needs nothing but its name and ours', () => {
    const { roles, ...rest } = readConfig(oidc).oidc!
    expect(rest).toEqual({
      issuer: oidc.OIDC_ISSUER,
      audience: oidc.OIDC_AUDIENCE,
      roleClaim: 'role',
      organisationClaim: 'organisation_id',
      defaultScopes: [],
      clockSkewSeconds: 30,
    })
    expect(Object.fromEntries(roles)).toEqual({
      coordinator: 'coordinator',
      partner: 'partner',
      matcher: 'matcher',
      reader: 'reader',
    })
  })

  test('may call roles what it likes', () => {
    const { roles } = readConfig({ ...oidc, OIDC_ROLES: 'SK Samordnare = coordinator, a=b=reader,sk:las=reader' }).oidc!
    expect([...roles]).toEqual([
      ['SK Samordnare', 'coordinator'],
      ['a=b', 'reader'],
      ['sk:las', 'reader'],
    ])
  })

  test('may have roles and no scopes', () => {
    expect(readConfig({ ...oidc, OIDC_DEFAULT_SCOPES: 'write, read' }).oidc?.defaultScopes).toEqual(['read', 'write'])
  })

  test.each([
    ['a scope that does not exist', { OIDC_DEFAULT_SCOPES: 'read,admin' }, 'OIDC_DEFAULT_SCOPES'],
    ['http is for this machine alone', { OIDC_ISSUER: 'http://login.example' }, 'OIDC_ISSUER'],
    ['an address that is none', { OIDC_ISSUER: 'login.example' }, 'OIDC_ISSUER'],
    ['an address that is no web address', { OIDC_ISSUER: 'file:///etc' }, 'OIDC_ISSUER'],
    ['an issuer has no query', { OIDC_ISSUER: 'https://login.example/?a=b' }, 'OIDC_ISSUER'],
    ['no audience', { OIDC_AUDIENCE: '' }, 'OIDC_AUDIENCE'],
    ['a role that does not exist', { OIDC_ROLES: 'Chef=boss' }, 'OIDC_ROLES'],
    ['a role that every object has', { OIDC_ROLES: 'Chef=constructor' }, 'OIDC_ROLES'],
    ['a role without a value', { OIDC_ROLES: '=coordinator' }, 'OIDC_ROLES'],
    ['a value without a role', { OIDC_ROLES: 'Chef=reader,Samordnare' }, 'OIDC_ROLES'],
    ['a clock that is far off', { OIDC_CLOCK_SKEW_SECONDS: '301' }, 'OIDC_CLOCK_SKEW_SECONDS'],
    ['a clock that is no number', { OIDC_CLOCK_SKEW_SECONDS: '-1' }, 'OIDC_CLOCK_SKEW_SECONDS'],
  ])('is refused: %s', (_, wrong, name) => {
    expect(() => readConfig({ ...oidc, ...wrong })).toThrow(`Wrong configuration: ${name} must`)
  })

  test.each(['http://127.0.0.1:8080', 'http://localhost:8080/realms/a', 'http://[::1]:8080'])(
    'on this very machine may do without https: %s',
    (issuer) => {
      expect(readConfig({ ...oidc, OIDC_ISSUER: issuer }).oidc?.issuer).toBe(issuer)
    },
  )
})

describe('another municipality', () => {
  const another = {
    MUNICIPALITY_NAME: 'Provköping',
    MUNICIPALITY_CODE: '9998',
    REGISTER_NAME: 'Provköpings partnerregister',
    CONTRACT_NAME: 'Partnerskapet',
    CONVENER_NAME: 'Provköpings kommun',
    CONTACT_EMAIL: 'register@provkoping.example',
    CONTACT_URL: 'https://provkoping.example/',
    TERMS_URL: 'https://provkoping.example/villkor',
    BASE_PATH: '/partnerskapet',
  }

  test('is named as a whole or not at all', () => {
    expect(() => readConfig(another)).not.toThrow()
    for (const name of Object.keys(another).filter((one) => one !== 'MUNICIPALITY_NAME')) {
      expect(() => readConfig({ ...another, [name]: ' ' })).toThrow(
        `Wrong configuration: Where MUNICIPALITY_NAME is set, so must be ${name}.`,
      )
    }
    expect(readConfig(another).seed).toBe('vocabularies')
    for (const SEED of ['facts', 'demo']) {
      expect(() => readConfig({ ...another, SEED })).toThrow('SEED must be vocabularies or none: facts and demo are of')
    }
    expect(() =>
      readConfig({ MUNICIPALITY_NAME: 'Kungälv', SEED: 'facts', TERMS_URL: 'https://www.example.se/' }),
    ).not.toThrow()
  })

  test.each([
    ['MUNICIPALITY_NAME', '<b>Prov</b>'],
    ['MUNICIPALITY_NAME', 'x'.repeat(101)],
    ['MUNICIPALITY_CODE', '998'],
    ['REGISTER_NAME', 'Prov"register'],
    ['CONTRACT_NAME', 'Partner\nskapet'],
    ['CONVENER_NAME', 'Prov & son'],
    ['CONTACT_EMAIL', 'provkoping.example'],
    ['CONTACT_URL', 'javascript:alert(1)'],
    ['TERMS_URL', '/villkor'],
    ['BASE_PATH', 'partnerskapet'],
    ['BASE_PATH', '/'],
    ['BASE_PATH', '/partnerskapet/'],
    ['BASE_PATH', '/Ängen'],
    ['BASE_PATH', '/:id'],
    ['BASE_PATH', '/docs'],
    ['BASE_PATH', '/health/x'],
    ['BASE_PATH', '/metrics'],
    ['PLACE_NAMES', 'Prov|.*'],
  ])('has no %s %j', (name, value) => {
    expect(() => readConfig({ ...another, [name]: value })).toThrow(new RegExp(`Wrong configuration: ${name} must`))
  })
})
