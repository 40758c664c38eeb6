import { afterAll, beforeAll, expect, test } from 'vitest'
import { contractIn, operationsOf } from '../support/contract.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const me = async (caller = t.as.public) => (await caller.get('/me').expect(200)).body
const makeKey = async (fields: object) => (await t.as.coordinator.post('/api-keys', fields).expect(201)).body

test('a key is told whose it is, for whom it acts, and until when', async () => {
  const { id, key } = await makeKey({
    name: 'Provpartnern, platser',
    role: 'partner',
    organisationId: t.organisations.partner,
    expiresAt: '2027-06-30T00:00:00Z',
  })
  const { may, ...self } = await me(t.withKey(key))
  expect(self).toEqual({
    kind: 'api_key',
    id,
    name: 'Provpartnern, platser',
    role: 'partner',
    organisation: {
      id: t.organisations.partner,
      name: 'Provpartnern (påhittad)',
      _links: { self: { href: `/samhallskontraktet/v1/organisations/${t.organisations.partner}` } },
    },
    scopes: ['read', 'write'],
    expiresAt: '2027-06-30T00:00:00.000Z',
  })
  expect(may).toEqual(expect.arrayContaining(['createContribution', 'getMe', 'listContacts', 'rotateApiKey']))
  expect(may).not.toContain('createApiKey')
})

test('anyone is told what is public', async () => {
  const { may, ...self } = await me()
  expect(self).toEqual({ kind: 'public', role: 'public' })
  expect(may).toContain('listOrganisations')
  expect(may).not.toContain('listContacts')
})

test('what a caller may do is what the contract says of its role and scopes', async () => {
  const operations = operationsOf(contractIn(t.app))
  const named = (role: string, methods: RegExp) =>
    operations
      .filter(
        ({ method, 'x-roles': roles = [] }) =>
          methods.test(method) && (roles.includes(role) || roles.includes('public')),
      )
      .map(({ operationId }) => operationId)
      .toSorted()
  for (const role of ['public', 'coordinator', 'partner', 'matcher', 'reader'] as const)
    expect((await me(t.as[role])).may, role).toEqual(named(role, /./))
  const { key } = await makeKey({ name: 'Prov', role: 'coordinator', scopes: ['read'] })
  expect((await me(t.withKey(key))).may).toEqual(named('coordinator', /^get$/))
})

test('is kept by nobody on the way, and shows a key that is not good the door', async () => {
  const { headers } = await t.as.partner.get('/me').expect(200)
  expect(headers).toMatchObject({ 'cache-control': 'private, no-store', vary: 'authorization, accept-encoding' })
  expect(headers.etag).toBeUndefined()
  await t.withKey('nonsense').get('/me').expect(401)
})
