import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What may be passed on with a program under EUPL-1.2. */
const atRunTime = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'EUPL-1.2',
  'ISC',
  'MIT',
]
/** What is only used here, and passed on to nobody, may also be under these. */
const inDevelopment = [...atRunTime, 'LGPL-2.1', 'LGPL-3.0', 'MPL-2.0', 'Python-2.0', 'Zlib']
/** Packages whose package.json names no licence; it stands in their README. */
const unnamed: Record<string, string> = { 'node_modules/only': 'MIT' }

interface Package {
  /** A workspace of ours, whose own entry names its licence. */
  link?: true
  license?: string
  dev?: true
}
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> }

function refused(path: string, { license = unnamed[path] ?? 'none', dev, link }: Package): string[] {
  if (link) return []
  const allowed = dev ? inDevelopment : atRunTime
  const isAllowed = isWithin(license, allowed)
  return isAllowed ? [] : [`${path}: ${license}`]
}

/** Of licences joined by `or` one is enough; joined by `and`, all are needed. */
function isWithin(license: string, allowed: readonly string[]): boolean {
  const choices = license.replaceAll(/[()]/g, '').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((one) => allowed.includes(one)))
}

test('every package is under a licence that may be used where it is used', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  expect(Object.entries(packages).flatMap(([path, one]) => refused(path, one))).toEqual([])
})

test('a package under another licence is found', () => {
  expect(refused('a', { license: 'MPL-2.0' })).toEqual(['a: MPL-2.0'])
  expect(refused('a', { license: 'MPL-2.0', dev: true })).toEqual([])
  expect(refused('a', { license: 'MIT AND GPL-3.0', dev: true })).toEqual(['a: MIT AND GPL-3.0'])
  expect(refused('a', { license: '(MIT OR GPL-3.0)' })).toEqual([])
  expect(refused('a', {})).toEqual(['a: none'])
})
