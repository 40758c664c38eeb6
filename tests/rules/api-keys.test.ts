import { expect, test } from 'vitest'
import { assertRotatable, expiryOfRotated } from '../../src/identity/api-keys/rules.ts'

const now = new Date('2025-02-03T09:30:00.000Z')

test.each([
  ['a day when nothing else is said', null, undefined, '2025-02-04T09:30:00.000Z'],
  ['at once', null, 0, '2025-02-03T09:30:00.000Z'],
  ['thirty days', null, 720, '2025-03-05T09:30:00.000Z'],
  ['until it would have anyway', '2025-02-03T10:00:00.000Z', 24, '2025-02-03T10:00:00.000Z'],
  ['but not until it would have', '2099-12-31T00:00:00.000Z', 1, '2025-02-03T10:30:00.000Z'],
])('a rotated key still works for %s', (_, expiresAt, hours, expected) => {
  expect(expiryOfRotated(expiresAt, now, hours)).toBe(expected)
})

test.each<[string, { revokedAt: string | null; expiresAt: string | null }, boolean, boolean]>([
  ['one that works', { revokedAt: null, expiresAt: null }, false, true],
  ['one that still works', { revokedAt: null, expiresAt: '2025-02-03T09:30:00.001Z' }, false, true],
  ['one that has just expired', { revokedAt: null, expiresAt: '2025-02-03T09:30:00.000Z' }, false, false],
  ['one that is revoked', { revokedAt: '2025-01-01T00:00:00.000Z', expiresAt: null }, false, false],
  ['one that has been rotated', { revokedAt: null, expiresAt: '2025-02-04T09:30:00.000Z' }, true, false],
])('a key that may be rotated: %s', (_, key, isRotated, may) => {
  const attempt = () => assertRotatable(key, isRotated, now)
  if (may) expect(attempt).not.toThrow()
  else expect(attempt).toThrow(expect.objectContaining({ code: 'conflict' }))
})
