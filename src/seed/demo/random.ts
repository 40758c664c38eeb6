import { createHash } from 'node:crypto'

export interface Random {
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  /** True so many times in a hundred. */
  percent(chance: number): boolean
}

/** The same numbers for the same seed, always and everywhere (mulberry32). For demo data only: it guards nothing. */
export function randomFrom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readInt32BE()
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    between,
    pick: (list) => list[between(0, list.length - 1)]!,
    percent: (chance) => next() * 100 < chance,
  }
}
