// Slow readers: who takes an answer at less than a least rate is cut off, since a connection to the database waits for him.
import type { ServerResponse } from 'node:http'

const lookEveryMs = 10_000
/**
 * 4 KiB a second, of what the kernel takes for the reader. It takes up to 4 MB at once (`net.ipv4.tcp_wmem`), tells nobody
 * how much of that has been read, and takes no more before a good part has: readers of 50 KiB a second were cut off from
 * exports larger than that, those of 100 were not.
 */
const leastBytes = 40 * 1024
/** What is written at once: progress shows by whole writes alone. At half of what Node buffers each goes out by itself. */
const pieceBytes = 32 * 1024

/** What goes out, in pieces by which a reader's rate can be told. */
export async function* inPieces(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<Buffer> {
  for await (const part of parts) {
    const bytes = Buffer.from(part as string)
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
}

/** Cuts the reader of an answer off, and tells of it, when he is too slow. Call what it gives when the answer is made. */
export function cutsOffSlowReader(response: ServerResponse, onCut: () => void): () => void {
  // The request's: an answer has none before those that were asked for on the same connection (pipelining) are sent.
  const { socket } = response.req
  const isTooSlow = slowness()
  const look = setInterval(() => {
    // What the kernel has taken: what has been written, less what waits to be.
    const handed = socket.bytesWritten - socket.writableLength
    if (!isTooSlow(handed, response.writableNeedDrain)) return
    onCut()
    socket.destroy()
  }, lookEveryMs).unref()
  return () => clearInterval(look)
}

/** Tells at each look whether too little was handed over since the last, though more was there: that is the reader's doing. */
export function slowness(): (handed: number, isHeldUp: boolean) => boolean {
  let [before, wasHeldUp] = [0, false]
  return (handed, isHeldUp) => {
    const isSlow = wasHeldUp && isHeldUp && handed - before < leastBytes
    before = handed
    wasHeldUp = isHeldUp
    return isSlow
  }
}
