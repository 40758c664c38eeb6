import { once } from 'node:events'
import { expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { contend, miscounted, post, tally } from '../support/places-load.ts'
import { start } from '../support/register-process.ts'
import { testApp } from '../support/test-app.ts'
import { matcherKeys, offerOf } from '../support/places.ts'

const requests = 400
const places = 300
const killAfter = 60

test('a register killed while places are given out has given out what it said, and counts no more', async () => {
  await using t = await testApp()
  t.clock.now = new Date() // as the registers' own
  const environment = { DATABASE_URL: t.databaseUrl, PORT: '0', SEED: 'none', RATE_LIMIT: 'off' }
  const registers = await Promise.all([start(environment), start(environment)])
  const started = [...registers]
  try {
    const keys = await matcherKeys(t, 3)
    const contributionId = await offerOf(t, places)
    const gone = registers.map(({ child }) => once(child, 'exit'))
    let answered = 0
    const answers = await contend({
      urls: registers.map(({ url }) => url),
      keys,
      contributionId,
      requests,
      onAnswer: () => {
        if (++answered === killAfter) for (const { child } of registers) child.kill('SIGKILL')
      },
    })
    await Promise.all(gone)
    const granted = answers.filter(({ status }) => status === 201)
    // It was in the middle: some were told, most were not.
    expect(Object.keys(tally(answers))).toEqual(['0', '201'])
    expect(granted.length).toBeGreaterThanOrEqual(killAfter)
    expect(granted.length).toBeLessThan(places)

    const again = await start(environment)
    started.push(again)
    expect(await miscounted(t.connection.pool)).toEqual([])
    const headers = { authorization: `Bearer ${t.keys.coordinator}` }
    for (const { id } of granted) {
      const response = await fetch(`${again.url}${base}/allocations/${id}`, { headers })
      expect([response.status, ((await response.json()) as { status: string }).status]).toEqual([200, 'reserved'])
    }
    // What is left is given out to the last place, and no further.
    const { rows } = await t.connection.pool.query('select offered - reserved as free from contributions')
    const rest = `${again.url}${base}/contributions/${contributionId}/allocations`
    expect((await post(rest, keys[0]!, { quantity: rows[0].free + 1 })).status).toBe(409)
    expect((await post(rest, keys[0]!, { quantity: rows[0].free })).status).toBe(201)
    expect(await miscounted(t.connection.pool)).toEqual([])
  } finally {
    for (const { child } of started) child.kill('SIGKILL')
  }
}, 180_000)
