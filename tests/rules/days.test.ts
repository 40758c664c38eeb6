import { expect, test } from 'vitest'
import { isAfterDay } from '../../src/days.ts'

test.each([
  ['2025-06-15T10:00:00.000Z', '2025-06-15', false],
  ['2025-06-15T21:59:59.999Z', '2025-06-15', false],
  // Summer: it is midnight in Kungälv.
  ['2025-06-15T22:00:00.000Z', '2025-06-15', true],
  ['2025-12-31T22:30:00.000Z', '2025-12-31', false],
  ['2025-12-31T23:30:00.000Z', '2025-12-31', true],
  ['2025-06-14T23:59:59.000Z', '2025-06-15', false],
  ['2025-06-16T00:00:00.000Z', '2025-06-15', true],
  ['2025-06-16T00:00:00.000Z', null, null],
])('%s is after %s: %s', (moment, day, expected) => {
  expect(isAfterDay(moment, day)).toBe(expected)
})
