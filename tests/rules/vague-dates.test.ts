import { describe, expect, test } from 'vitest'
import {
  dated,
  edtfOf,
  lastDayOf,
  readEdtf,
  spelledOut,
  vagueDateFaults,
  type Precision,
} from '../../src/vague-dates.ts'

describe('a date as it is known', () => {
  test.each<[string, Precision, string, string | undefined]>([
    ['2016-06-23', 'day', '2016-06-23', '2016-06-23'],
    ['2024-02-05', 'week', '2024-02-11', undefined],
    ['2024-02-01', 'month', '2024-02-29', '2024-02'],
    ['2023-02-01', 'month', '2023-02-28', '2023-02'],
    ['2018-01-01', 'quarter', '2018-03-31', '2018-33'],
    ['2018-10-01', 'quarter', '2018-12-31', '2018-36'],
    ['2016-03-01', 'season', '2016-05-31', '2016-21'],
    ['2023-09-01', 'season', '2023-11-30', '2023-23'],
    ['2023-12-01', 'season', '2024-02-29', '2023-24'],
    ['2015-01-01', 'year', '2015-12-31', '2015'],
    ['9999-12-01', 'season', '9999-12-31', '9999-24'],
  ])('%s to the %s lasts to %s and is %s in EDTF', (day, precision, last, edtf) => {
    expect(vagueDateFaults('/on', { day, precision })).toEqual([])
    expect(lastDayOf(day, precision)).toBe(last)
    expect(edtfOf({ day, precision })).toBe(edtf)
    if (edtf) expect(readEdtf(edtf)).toEqual({ day, precision })
    if (edtf && precision !== 'day') expect(readEdtf(`${edtf}?`)).toEqual({ day, precision })
  })

  test('that is inferred is a question in EDTF', () => {
    expect(spelledOut('on', { day: '2023-09-01', precision: 'season' }, ['on'])).toEqual({
      onLast: '2023-11-30',
      onEdtf: '2023-23?',
    })
    expect(spelledOut('on', { day: '2016-06-23', precision: 'day' })).toEqual({})
    expect(spelledOut('on', { day: null, precision: 'unknown' })).toEqual({})
  })

  test.each<[string, Precision]>([
    ['2024-02-06', 'week'],
    ['2024-02-02', 'month'],
    ['2024-02-01', 'quarter'],
    ['2024-04-01', 'season'],
    ['2024-02-01', 'year'],
  ])('is no other than the first day: %s is none of a %s', (day, precision) => {
    const [fault] = vagueDateFaults('/on', { day, precision })
    expect(fault).toMatchObject({ pointer: '/on', code: 'not_first_day' })
    expect(fault!.detail.sv).not.toContain('undefined')
  })

  test('that contradicts itself is refused', () => {
    expect(vagueDateFaults('/on', { day: '2024-01-01', precision: 'unknown' })).toMatchObject([
      { pointer: '/onPrecision', code: 'not_allowed' },
    ])
    expect(vagueDateFaults('/on', { day: null, precision: 'year' })).toMatchObject([
      { pointer: '/on', code: 'required' },
    ])
  })

  test.each([
    '',
    '16',
    '2016-',
    '2016-13',
    '2016-20',
    '2016-25',
    '2016-32',
    '2016-37',
    '2016-02-30',
    '2016-6-1',
    '2016~',
    '2016??',
    '?2016',
    '2016-06-23?',
    '201X',
    '[2016,2017]',
    '2016/2017',
    '../2016',
    'Y20160',
    '0000',
    '0000-01-01',
    '2016-W06',
    'våren 2016',
  ])('is not read from %j', (text) => {
    expect(readEdtf(text)).toBeUndefined()
  })

  test('brings its precision with it, and takes its old words away', () => {
    expect(dated({ on: '2024-01-01' }, 'on')).toEqual({ onPrecision: 'day', onText: null })
    expect(dated({ on: '2024-03-01', onPrecision: 'season', onText: 'våren' }, 'on')).toEqual({
      onPrecision: 'season',
      onText: 'våren',
    })
    expect(dated({ on: null }, 'on')).toEqual({ onPrecision: 'unknown', onText: null })
    expect(dated({ onText: 'våren' }, 'on')).toEqual({})
  })
})
