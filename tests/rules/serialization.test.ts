import { describe, expect, test } from 'vitest'
import { buildSerializer } from '../../src/http/contract/serialization.ts'

const components = {
  Page: { properties: { items: { items: { $ref: 'Row#' } }, total: {} } },
  Row: { properties: { name: {}, place: { properties: { town: {} } }, words: { items: {} }, anything: {} } },
}
const write = (name: string) => buildSerializer(components)({ schema: { $ref: `${name}#` } })

describe('what is answered', () => {
  test.each([
    ['a row', { name: 'Prov', hash: 'secret' }, { name: 'Prov' }],
    ['an object in it', { place: { town: 'Kode', owner: 'secret' } }, { place: { town: 'Kode' } }],
    ['what is not known', { name: 'Prov', place: undefined, words: [] }, { name: 'Prov', words: [] }],
    [
      'what its schema says nothing of',
      { anything: { all: ['of', { it: 1 }] } },
      { anything: { all: ['of', { it: 1 }] } },
    ],
    ['null', { place: null, words: null }, { place: null, words: null }],
  ])('has what its schema declares, and nothing else: %s', (_, row, expected) => {
    expect(JSON.parse(write('Row')(row))).toEqual(expected)
    expect(JSON.parse(write('Page')({ items: [{ name: 'first' }, row], more: 'secret' }))).toEqual({
      items: [{ name: 'first' }, expected],
    })
  })

  test('leaves the object that it was made of as it was', () => {
    const row = { name: 'Prov', hash: 'kept', place: { town: 'Kode', owner: 'kept' } }
    write('Row')(row)
    expect(row).toEqual({ name: 'Prov', hash: 'kept', place: { town: 'Kode', owner: 'kept' } })
  })
})
