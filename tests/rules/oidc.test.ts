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
} from '../../src/identity/oidc/claims.rules.ts'

const settings = {
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

test.each<[unknown, string[]]>([
  ['read', ['read']],
  ['write openid', ['write']],
  ['write read', ['read', 'write']],
  ['openid profile', ['read', 'write']],
  ['api:read', ['read', 'write']],
  [undefined, ['read', 'write']],
  [['openid', 'read'], ['read']],
  [['read write'], ['read', 'write']],
  [7, ['read', 'write']],
])('the scope %j is %j', (scope, expected) => {
  expect(scopesIn({ scope })).toEqual(expected)
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
    ['of the plain type', 'JWT', { azp: 'a client' }, true],
    ['no: it has a nonce', 'JWT', { nonce: 'n' }, false],
    ['no: it vouches for another token', 'JWT', { at_hash: 'h' }, false],
    ['no: it ends a session', 'JWT', { events: {} }, false],
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
