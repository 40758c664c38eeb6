import { describe, expect, test } from 'vitest'
import type { Role } from '../../src/actor.ts'
import {
  isAccessToken,
  isSecure,
  nameIn,
  organisationIn,
  roleIn,
  scopesIn,
  subjectIn,
  type Claims,
  type OidcSettings,
} from '../../src/identity/oidc/claims.rules.ts'

const settings: OidcSettings = {
  issuer: 'https://login.example',
  audience: 'register',
  roleClaim: 'role',
  roles: new Map<string, Role>([
    ['coordinator', 'coordinator'],
    ['partner', 'partner'],
    ['matcher', 'matcher'],
    ['las', 'reader'],
  ]),
  organisationClaim: 'organisation_id',
  defaultScopes: [],
  clockSkewSeconds: 30,
}

describe('the role in a token', () => {
  test.each<[string, Claims, string, Role | undefined]>([
    ['one', { role: 'partner' }, 'role', 'partner'],
    ['one by another word', { role: 'las' }, 'role', 'reader'],
    ['the highest of several', { role: ['las', 'partner', 'coordinator'] }, 'role', 'coordinator'],
    ['a matcher before a partner', { role: ['partner', 'matcher'] }, 'role', 'matcher'],
    ['among others', { role: ['offline_access', 'partner'] }, 'role', 'partner'],
    ['inside', { realm_access: { roles: ['partner'] } }, 'realm_access.roles', 'partner'],
    ['far inside', { a: { b: { c: 'partner' } } }, 'a.b.c', 'partner'],
    ['under a name with dots', { 'https://kommun.example/role': 'las' }, 'https://kommun.example/role', 'reader'],
    ['none', {}, 'role', undefined],
    ['another word', { role: 'reader' }, 'role', undefined],
    ['several in one text', { role: 'las partner' }, 'role', undefined],
    ['a number', { role: 1 }, 'role', undefined],
    ['an object', { role: { partner: true } }, 'role', undefined],
    ['a word that every object has', { role: 'constructor' }, 'role', undefined],
    ['a path that every object has', {}, 'constructor.name', undefined],
    ['a path through nothing', { a: null }, 'a.b', undefined],
    ['a path through a text', { a: 'partner' }, 'a.length', undefined],
  ])('%s', (_, claims, roleClaim, expected) => {
    expect(roleIn(claims, { ...settings, roleClaim })).toBe(expected)
  })
})

test.each<[string, Claims, string | undefined]>([
  ['one', { organisation_id: '499900-0005' }, '499900-0005'],
  ['a list of one', { organisation_id: ['499900-0005'] }, '499900-0005'],
  ['several', { organisation_id: ['499900-0005', '499900-0013'] }, undefined],
  ['none', {}, undefined],
  ['a number', { organisation_id: 4999000005 }, undefined],
])('the organisation in a token: %s', (_, claims, expected) => {
  expect(organisationIn(claims, settings)).toBe(expected)
})

describe('the scopes in a token', () => {
  const both = ['read', 'write']
  test.each<[Claims, string[]]>([
    [{ scope: 'read' }, ['read']],
    [{ scope: 'write openid' }, ['write']],
    [{ scope: 'write read' }, both],
    [{ scp: 'read' }, ['read']],
    [{ scp: ['openid', 'write'] }, ['write']],
    [{ scope: ['read write'] }, both],
    [{ scope: 'openid', scp: ['read'] }, ['read']],
    [{ scope: 'register/read' }, ['read']],
    // What is not understood gives nothing.
    [{ scope: 'openid profile' }, []],
    [{ scope: 'api:read' }, []],
    [{ scope: 'api.read' }, []],
    [{ scope: 'READ' }, []],
    [{ scope: 'read,write' }, []],
    [{ scope: 'other/read' }, []],
    [{ scope: 'other/register/read' }, []],
    [{ scope: 'registerread' }, []],
    [{ scope: '' }, []],
    [{ scp: [] }, []],
    [{ scope: 7 }, []],
    [{ scope: null }, []],
    [{ scope: { read: true } }, []],
    [{}, []],
  ])('%j are %j', (claims, expected) => {
    expect(scopesIn(claims, settings)).toEqual(expected)
  })

  test('are behind the audience as it is, with a slash or without', () => {
    for (const audience of ['api://register', 'api://register/'])
      expect(scopesIn({ scp: 'api://register/write' }, { ...settings, audience })).toEqual(['write'])
  })

  test('are those of the configuration where there is no claim, and never where there is one', () => {
    const configured = { ...settings, defaultScopes: both as OidcSettings['defaultScopes'] }
    expect(scopesIn({}, configured)).toEqual(both)
    for (const claims of [{ scope: '' }, { scp: 'api.read' }, { scope: undefined }, { scope: 'openid' }])
      expect(scopesIn(claims, configured)).toEqual([])
  })
})

test.each<[unknown, string | undefined]>([
  ['7f3a', '7f3a'],
  ['x'.repeat(255), 'x'.repeat(255)],
  ['x'.repeat(256), undefined],
  ['', undefined],
  ['a\0b', undefined],
  ['\ud800', undefined],
  [7, undefined],
  [undefined, undefined],
])('the subject %j is %j', (sub, expected) => {
  expect(subjectIn({ sub })).toBe(expected)
})

test.each<[unknown, string | undefined]>([
  [' Åsa Prov ', 'Åsa Prov'],
  ['A\u030asa', 'Åsa'],
  ['x'.repeat(300), 'x'.repeat(200)],
  [`${'x'.repeat(199)}😀`, `${'x'.repeat(199)}\ufffd`],
  ['   ', undefined],
  ['a\0b', undefined],
  [['Åsa'], undefined],
])('the name %j is %j', (name, expected) => {
  expect(nameIn({ name })).toBe(expected)
})

describe('an access token', () => {
  test.each<[string, unknown, Claims, boolean]>([
    ['by its type', 'at+jwt', {}, true],
    ['by its whole type', 'application/at+jwt', {}, true],
    ['in capitals', 'AT+JWT', {}, true],
    ['by its type, whatever else it says', 'at+jwt', { nonce: 'n', azp: 'register' }, true],
    ['of the plain type, for a client', 'JWT', { azp: 'a client', aud: ['register', 'account'] }, true],
    ['of the plain type, for a client by another name', 'JWT', { appid: 'a client' }, true],
    ['of the plain type, with scopes', 'JWT', { scp: 'read' }, true],
    ['by what it is called inside', 'JWT', { typ: 'Bearer', azp: 'a client' }, true],
    ['no: it says no more than an ID token', 'JWT', { aud: 'register' }, false],
    ['no: it is called otherwise inside', 'JWT', { typ: 'ID', azp: 'a client' }, false],
    ['no: it is for its client, among others', 'JWT', { azp: 'a client', aud: ['a client', 'register'] }, false],
    ['no: it is for its client, whatever its scopes', 'JWT', { cid: 'register', scp: ['read'] }, false],
    ['no: it has a nonce', 'JWT', { nonce: 'n', scope: 'read' }, false],
    ['no: it vouches for another token', 'JWT', { at_hash: 'h', scope: 'read' }, false],
    ['no: it ends a session', 'JWT', { events: {}, scope: 'read' }, false],
    ['no: it is for its client', 'JWT', { azp: 'register' }, false],
    ['no: it is for its client, by another name', 'JWT', { client_id: 'register' }, false],
    ['no: it has no type', undefined, {}, false],
    ['no: it has another type', 'dpop+jwt', {}, false],
    ['no: it is bound to a key', 'at+jwt', { cnf: {} }, false],
  ])('%s', (_, typ, claims, expected) => {
    expect(isAccessToken(typ, claims, settings)).toBe(expected)
  })
})

test.each([
  ['https://login.example', true],
  ['http://localhost:8080', true],
  ['http://127.0.0.1', true],
  ['http://127.1.2.3', true],
  ['http://[::1]:1', true],
  ['http://login.example', false],
  ['http://localhost.example', false],
  ['http://127.0.0.1.example', false],
  ['http://0.0.0.0', false],
  ['ftp://localhost', false],
  ['localhost', false],
  ['', false],
])('%s is safe to ask: %s', (url, expected) => {
  expect(isSecure(url)).toBe(expected)
})
