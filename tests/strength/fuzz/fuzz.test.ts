import { expect, test } from 'vitest'
import { damage } from '../../support/intact.ts'
import { testApp } from '../../support/test-app.ts'
import { fuzz } from './fuzzing.ts'

const requests = Number(process.env.FUZZ_REQUESTS ?? 2_000)
const seed = process.env.FUZZ_SEED ?? String(Date.now() % 1_000_000)
/** The short form ends by then, however slow the machine. */
const withinMs = process.env.FUZZ_REQUESTS ? Infinity : 40_000
const replayed = 200

test(`${requests} requests made from the contract are answered as it says, and leave no row that breaks a rule (FUZZ_SEED=${seed})`, async () => {
  await using t = await testApp()
  const { sent, failures, answers } = await fuzz(t, { seed, requests, withinMs })
  expect(failures.join('\n\n')).toBe('')
  expect(await damage(t.connection.pool)).toEqual([])
  // It reaches what it tries: the deepest states (a place that was completed) may be missed by one seed and not by the next.
  const never = [...answers].filter(([, counts]) => ![200, 201, 204].some((status) => counts.has(status)))
  if (sent >= 50_000) expect(never.map(([operationId]) => operationId)).toSatisfy((ids: string[]) => ids.length <= 3)
}, 3_600_000)

test('the same seed sends the same requests and gets the same answers', async () => {
  const trails = []
  for (const _ of [1, 2]) {
    await using t = await testApp()
    trails.push((await fuzz(t, { seed, requests: replayed })).trail)
  }
  expect(trails[0]).toHaveLength(replayed)
  expect(trails[1]).toEqual(trails[0])
}, 180_000)
