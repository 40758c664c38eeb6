import { expect, test } from 'vitest'
import { inPieces, slowness } from '../../src/http/responses/slow-readers.ts'

const kib = 1024
/** What was handed over by each look, and whether more was waiting to be. */
const cases: [string, [kib: number, isHeldUp: boolean][], boolean[]][] = [
  [
    'one who takes nothing',
    [
      [2_500, true],
      [2_500, true],
    ],
    [false, true],
  ],
  [
    'one who takes 3 KiB a second',
    [
      [90, true],
      [120, true],
    ],
    [false, true],
  ],
  [
    'one who takes 4 KiB a second',
    [
      [90, true],
      [130, true],
      [170, true],
    ],
    [false, false, false],
  ],
  [
    'one who stops in the middle',
    [
      [90, true],
      [900, true],
      [901, true],
    ],
    [false, false, true],
  ],
  [
    'one for whom nothing is there yet',
    [
      [0, false],
      [0, false],
      [0, false],
    ],
    [false, false, false],
  ],
  [
    'one who has only just begun to be slow',
    [
      [90, false],
      [91, true],
      [92, true],
    ],
    [false, false, true],
  ],
]
test.each(cases)('the reader is too slow: %s', (_, looks, expected) => {
  const isTooSlow = slowness()
  expect(looks.map(([handed, isHeldUp]) => isTooSlow(handed * kib, isHeldUp))).toEqual(expected)
})

test('what goes out is all there, in pieces of at most 32 KiB', async () => {
  async function* parts() {
    yield 'å'.repeat(40_000)
    yield ''
    yield new Uint8Array([1, 2, 3])
  }
  const pieces: Buffer[] = []
  for await (const piece of inPieces(parts())) pieces.push(piece)
  expect(pieces.map(({ length }) => length)).toEqual([32 * kib, 32 * kib, 80_000 - 64 * kib, 3])
  expect(Buffer.concat(pieces).subarray(0, 80_000).toString()).toBe('å'.repeat(40_000))
})
