import { describe, expect, test } from 'vitest'
import { codeFaults, termFaults } from '../../src/registry/vocabularies/rules.ts'
import { vocabularyNames } from '../../src/registry/vocabularies/schema.ts'

describe('terms', () => {
  test.each(vocabularyNames)('a term of %s is counted in a unit only as a contribution type', (vocabulary) => {
    const expected = vocabulary === 'contribution-types' ? [] : ['/unit']
    expect(termFaults(vocabulary, { unit: 'hour' }).map(({ pointer }) => pointer)).toEqual(expected)
    expect(termFaults(vocabulary, {})).toEqual([])
  })

  test('a code that cannot be used is pointed at and never repeated', () => {
    expect(codeFaults('/sector', 'business', [])).toEqual([])
    expect(codeFaults('/sector', 'gone', ['gone'])).toMatchObject([{ in: 'body', pointer: '/sector', code: 'unknown' }])
    const faults = codeFaults('/areas', ['ok', '19121212-1212', 'ok-too', 'gone'], ['gone', '19121212-1212'])
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/areas/1', '/areas/3'])
    expect(JSON.stringify(faults)).not.toContain('1212')
  })
})
