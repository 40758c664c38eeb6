import { expect, test } from 'vitest'
import { contend, miscounted, tally } from '../support/places-load.ts'
import { start } from '../support/register-process.ts'
import { testApp } from '../support/test-app.ts'
import { matcherKeys, offerOf } from '../support/places.ts'

const requests = 500
const places = 20

test(`of ${requests} who ask at once for the last ${places} places, over two registers, ${places} get one`, async () => {
  await using t = await testApp()
  t.clock.now = new Date() // as the registers' own
  const environment = { DATABASE_URL: t.databaseUrl, PORT: '0', SEED: 'none', RATE_LIMIT: 'off' }
  const registers = await Promise.all([start(environment), start(environment)])
  try {
    const keys = [...(await matcherKeys(t, 3)), t.keys.coordinator]
    const contributionId = await offerOf(t, 100)
    // Eighty are gone already.
    await t.as.matcher.post(`/contributions/${contributionId}/allocations`, { quantity: 80 }).expect(201)

    const urls = registers.map(({ url }) => url)
    const answers = await contend({ urls, keys, contributionId, requests })
    expect(tally(answers)).toEqual({ 201: places, 409: requests - places })
    expect(answers.filter(({ status, available }) => status === 409 && available !== 0)).toEqual([])
    expect(new Set(answers.flatMap(({ id }) => id ?? [])).size).toBe(places)

    const { body } = await t.as.partner.get(`/contributions/${contributionId}`).expect(200)
    expect(body).toMatchObject({ status: 'full', capacity: { offered: 100, reserved: 100, filled: 0, available: 0 } })
    expect(await miscounted(t.connection.pool)).toEqual([])
  } finally {
    for (const { child } of registers) child.kill('SIGKILL')
  }
}, 180_000)
