import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

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

  test.each([
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
