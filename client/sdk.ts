// Calls by the functions that Hey API makes of the contract.
import { strict as assert } from 'node:assert'
import { client } from './generated/sdk/client.gen.ts'
import { getMe, listContributions, listOrganisations } from './generated/sdk/sdk.gen.ts'
import type { Problem } from './generated/sdk/types.gen.ts'

const { REGISTER_URL = '', API_KEY = '' } = process.env

client.setConfig({ baseUrl: REGISTER_URL })
const anonymous = await listOrganisations({ query: { limit: 1, fields: ['id', 'name'] } })
const name: string | undefined = anonymous.data?.items[0]?.name
assert.equal(anonymous.response?.status, 200)
assert.equal(typeof name, 'string')

// Where a key is optional it is sent all the same.
client.setConfig({ baseUrl: REGISTER_URL, auth: API_KEY })
const me = await getMe()
assert.equal(me.data?.role, 'partner')

const wrong = await listContributions({ query: { limit: 201 } })
const problem: Problem | undefined = wrong.error
assert.deepEqual([problem?.code, problem?.errors?.[0]?.part], ['invalid_request', 'query'])
