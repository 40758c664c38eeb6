import { expect, test } from 'vitest'
import { formats, lines } from '../../src/http/responses/formats.ts'

test('an item is one line to whatever reads lines, and holds what it held', async () => {
  const { encode } = formats.find(({ mediaType }) => mediaType === lines)!
  const items = [{ text: 'en\u2028två\u2029tre\u0085fyra\nfem' }, { text: 'åäö' }]
  async function* batches() {
    yield items
  }
  let text = ''
  for await (const part of encode(batches(), JSON.stringify)) text += String(part)
  const found = text.split(/[\n\r\u0085\u2028\u2029]/)
  expect(found.pop()).toBe('')
  expect(found.map((line) => JSON.parse(line) as object)).toEqual(items)
})
