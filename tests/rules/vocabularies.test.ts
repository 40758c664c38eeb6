import { describe, expect, test } from 'vitest'
import { codeFaults, termFaults } from '../../src/registry/vocabularies/rules.ts'
import type { Unit } from '../../src/registry/vocabularies/units.rules.ts'
import { vocabularyNames } from '../../src/registry/vocabularies/schema.ts'

const unusable = (...codes: string[]) => ({ codes, inUse: [], path: '/list' })

describe('terms', () => {
  test.each(vocabularyNames)('a term of %s has the units of its vocabulary alone, or none', (vocabulary) => {
    const pointers = (unit: Unit) => termFaults(vocabulary, { unit }).map(({ pointer }) => pointer)
    expect(pointers('hour')).toEqual(vocabulary === 'contribution-types' ? [] : ['/unit'])
    expect(pointers('person')).toEqual(vocabulary === 'outcome-metrics' ? [] : ['/unit'])
    expect(termFaults(vocabulary, {})).toEqual([])
  })

  test('a code that cannot be used is pointed at and never repeated', () => {
    expect(codeFaults('/sector', 'business', unusable())).toEqual([])
    expect(codeFaults('/sector', 'gone', unusable('gone'))).toMatchObject([
      { part: 'body', pointer: '/sector', code: 'unknown' },
    ])
    const faults = codeFaults('/areas', ['ok', '19121212-1212', 'ok-too', 'gone'], unusable('gone', '19121212-1212'))
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/areas/1', '/areas/3'])
    expect(JSON.stringify(faults)).not.toContain('1212')
  })

  test('and whoever sent it is told which can be, and where they are', () => {
    const [told] = codeFaults('/sector', 'gone', { codes: ['gone'], inUse: ['business', 'faith'], path: '/list' })
    expect(told!.detail).toEqual({
      en: 'There is no such code in use. Those in use are at /list: business, faith.',
      sv: 'Det finns ingen sådan kod i bruk. De som är i bruk finns på /list: business, faith.',
    })
    const [none] = codeFaults('/sector', 'gone', unusable('gone'))
    expect(none!.detail.sv).toBe('Det finns ingen sådan kod i bruk. De som är i bruk finns på /list.')
  })
})
