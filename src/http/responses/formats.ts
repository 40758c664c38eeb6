// What a whole list can be sent as, beside the JSON of its pages.
import type { TSchema } from 'typebox'

export interface Format {
  mediaType: string
  contentType: string
  /** What the contract says of the answer, by the schema of an item. */
  describe: (item: TSchema) => TSchema
  /** How items become bytes, a batch at a time; `write` makes an item JSON, with what its schema declares. */
  encode: (batches: AsyncIterable<object[]>, write: (item: object) => string) => AsyncGenerator<string | Uint8Array>
}

/** One representation a line: for those who take a list somewhere else. */
export const lines = 'application/x-ndjson'

/** Line ends to Unicode, and to those who read lines by it, that JSON leaves as they are in a text: NEL, LS and PS. */
const otherLineEnds = /[\u0085\u2028\u2029]/g

function onePerLine(text: string): string {
  return text.replace(otherLineEnds, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const inLines: Format = {
  mediaType: lines,
  contentType: `${lines}; charset=utf-8`,
  describe: (item) => item,
  async *encode(batches, write) {
    for await (const items of batches) yield onePerLine(items.map((item) => `${write(item)}\n`).join(''))
  },
}

export const formats: readonly Format[] = [inLines]
