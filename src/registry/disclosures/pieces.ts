import { setImmediate as breath } from 'node:timers/promises'
import type { InPieces } from './pieces.rules.ts'

/** The result of work in pieces, the event loop having turned between them. */
export async function lettingOthersWork<T>(work: InPieces<T>): Promise<T> {
  for (;;) {
    const piece = work.next()
    if (piece.done) return piece.value
    await breath()
  }
}
