// Cooperative multitasking: long work is a generator that yields between pieces of some milliseconds, so that whoever has
// it done can let others work (`lettingOthersWork`), or do it in one go.

export type InPieces<T> = Generator<undefined, T, undefined>

/** So many looks make a piece: at a term of a sum, at how two figures lie to each other. */
const mostLooks = 4_000

/** Counts what is looked at in a piece. Yield when it is full; what is counted in one go stays far below a piece. */
export class Pace {
  #looks = 0

  isFull(looks: number): boolean {
    this.#looks += looks
    if (this.#looks < mostLooks) return false
    this.#looks = 0
    return true
  }
}

/** Whether it holds of all. */
export function* holdsOfAll<T>(items: Iterable<T>, holds: (item: T) => InPieces<boolean>): InPieces<boolean> {
  for (const item of items) if (!(yield* holds(item))) return false
  return true
}

/** Those of which it holds. */
export function* filterInPieces<T>(items: T[], holds: (item: T) => InPieces<boolean>): InPieces<T[]> {
  const found: T[] = []
  for (const item of items) if (yield* holds(item)) found.push(item)
  return found
}
