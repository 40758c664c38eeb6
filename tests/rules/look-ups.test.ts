import { expect, test } from 'vitest'
import { boundedLookUps } from '../../src/http/admission/look-ups.ts'

/** Look-ups that end when they are told to, and who is at one. */
function watched() {
  const bounded = boundedLookUps()
  const ends: { from: string; end: () => void }[] = []
  const begun: string[] = []
  const ask = (from: string, isGone = () => false) =>
    bounded.lookUp(from, isGone, () => {
      begun.push(from)
      return new Promise<string>((resolve) => ends.push({ from, end: () => resolve('found') }))
    })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const endAll = async () => {
    while (ends.length > 0) {
      ends.shift()!.end()
      await settled()
    }
  }
  return { ...bounded, ask, begun, ends, endAll, settled }
}

test('4 are looked up at a time for an address, 20 in all; the others wait, address by address', async () => {
  const w = watched()
  const asked = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((from) => Array.from({ length: 6 }, () => w.ask(from)))
  await w.settled()
  expect(w.begun.join('')).toBe('aaaabbbbccccddddeeee')
  expect(w.waiting()).toBe(16)
  // Two places of a's are free: its turn is first, and then that of f, who has had none.
  for (let n = 0; n < 2; n++) {
    w.ends.shift()!.end()
    await w.settled()
  }
  expect(w.begun.slice(20).join('')).toBe('af')
  let most = 0
  while (w.ends.length > 0) {
    most = Math.max(most, ...Object.values(Object.groupBy(w.ends, ({ from }) => from)).map((some) => some!.length))
    expect(w.ends.length).toBeLessThanOrEqual(20)
    w.ends.shift()!.end()
    await w.settled()
  }
  expect(most).toBe(4)
  expect(await Promise.all(asked)).toHaveLength(36)
  expect([w.begun.length, w.waiting()]).toEqual([36, 0])
})

test('of more than 500 that wait, the last of whoever has most is refused', async () => {
  const w = watched()
  const outcomes: string[] = []
  const note = (asked: Promise<string>, who: string) =>
    asked.then(
      () => outcomes.push(`${who} in`),
      ({ code }) => outcomes.push(`${who} ${code}`),
    )
  const flood = Array.from({ length: 504 }, (_, n) => note(w.ask('flood'), `flood ${n}`))
  const honest = Array.from({ length: 5 }, () => note(w.ask('honest'), 'honest'))
  await w.settled()
  expect([w.waiting(), outcomes]).toEqual([500, ['flood 503 unavailable']])
  await w.endAll()
  await Promise.all([...flood, ...honest])
  expect(outcomes.filter((outcome) => outcome === 'honest in')).toHaveLength(5)
})

test('one whose caller has gone is not looked up, and one that fails gives its place on', async () => {
  const w = watched()
  const failing = Array.from({ length: 4 }, () =>
    w.lookUp(
      'a',
      () => false,
      () => w.settled().then(() => Promise.reject(new Error('no connection'))),
    ),
  )
  const gone = expect(w.ask('a', () => true)).rejects.toThrow('Too many sign-ins')
  const here = w.ask('a')
  for (const asked of failing) await expect(asked).rejects.toThrow('no connection')
  await gone
  await w.settled()
  expect(w.begun).toEqual(['a'])
  await w.endAll()
  expect(await here).toBe('found')
})
