// Calls by openapi-fetch, with types by openapi-typescript: that they compile shows that the contract says what is sent.
import { strict as assert } from 'node:assert'
import createClient from 'openapi-fetch'
import type { components, paths } from './generated/types.ts'

const { REGISTER_URL = '', API_KEY = '' } = process.env

type Answers = 'application/json' | 'application/problem+json'
const register = createClient<paths, Answers>({ baseUrl: REGISTER_URL })
const asPartner = createClient<paths, Answers>({
  baseUrl: REGISTER_URL,
  headers: { authorization: `Bearer ${API_KEY}` },
})

const page = await register.GET('/organisations', {
  params: { query: { limit: 1, fields: ['id', 'name'], sort: 'name' } },
})
const first: components['schemas']['Organisation'] | undefined = page.data?.items[0]
assert.equal(page.response.status, 200)
assert.deepEqual(Object.keys(first ?? {}), ['id', 'name'])

const me = await asPartner.GET('/me')
assert.equal(me.data?.role, 'partner')

const organisationId = me.data.organisation?.id ?? ''
const path = { organisationId }
const read = await asPartner.GET('/organisations/{organisationId}', { params: { path } })
const etag = read.response.headers.get('etag') ?? ''
const patch = { params: { path, header: { 'if-match': etag } }, body: { website: 'https://www.kungälv.se/' } }
const changed = await asPartner.PATCH('/organisations/{organisationId}', patch)
assert.equal(changed.data?.version, (read.data?.version ?? 0) + 1)

const stale = await asPartner.PATCH('/organisations/{organisationId}', patch)
assert.equal(stale.error?.code, 'version_mismatch')
