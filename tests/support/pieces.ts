// oxlint-disable no-extend-native -- it counts, and puts things back
import type { InPieces } from '../../src/registry/disclosures/pieces.rules.ts'

/** The result of work in pieces, without a pause. */
export function atOnce<T>(work: InPieces<T>): T {
  let piece = work.next()
  while (!piece.done) piece = work.next()
  return piece.value
}

/** How often sums are gone through and figures compared, in all and at most in one piece, told by what both call. */
export function looksOf(work: InPieces<unknown>): { all: number; most: number } {
  let [all, most, inPiece] = [0, 0, 0]
  const entries = Object.getOwnPropertyDescriptor(Map.prototype, Symbol.iterator)!
  const at = Object.getOwnPropertyDescriptor(Array.prototype, 'at')!
  const counting = ({ value, ...same }: PropertyDescriptor, times: (of: object) => number): PropertyDescriptor => ({
    ...same,
    value(this: object, ...given: unknown[]): unknown {
      inPiece += times(this)
      return Reflect.apply(value, this, given)
    },
  })
  // A sum is gone through twice in each step, and two figures are asked for their families.
  Object.defineProperty(
    Map.prototype,
    Symbol.iterator,
    counting(entries, (of) => (of as Map<unknown, unknown>).size / 2),
  )
  Object.defineProperty(
    Array.prototype,
    'at',
    counting(at, () => 1 / 2),
  )
  try {
    for (let piece = work.next(); ; piece = work.next()) {
      all += inPiece
      most = Math.max(most, inPiece)
      inPiece = 0
      if (piece.done) return { all, most }
    }
  } finally {
    Object.defineProperty(Map.prototype, Symbol.iterator, entries)
    Object.defineProperty(Array.prototype, 'at', at)
  }
}
