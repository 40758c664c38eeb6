import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig, variables } from '../../src/config.ts'

/** The image holds no embedded PostgreSQL, and so no directory of its data. */
const withoutUse = ['DATA_DIR', 'DATABASE_USER']

const compose = readFileSync('docker-compose.yml', 'utf8')
const register = compose.slice(compose.indexOf('\n  register:\n'), compose.indexOf('\n  postgres:\n'))
const passed = new Map(
  [...register.matchAll(/^ {6}([A-Z_]+): (.+)$/gm)].map(([, name, value]) => [name!, value!] as const),
)

test('docker-compose.yml passes on every variable that the register reads, and no other', () => {
  expect([...passed.keys()].toSorted()).toEqual(
    Object.keys(variables)
      .filter((name) => !withoutUse.includes(name))
      .toSorted(),
  )
})

test('a variable that nobody sets is passed on empty, and is then as if it were not there', () => {
  const open = [...passed].filter(([name, value]) => value === `\${${name}:-}`).map(([name]) => name)
  expect(open.length).toBeGreaterThan(10)
  expect(readConfig(Object.fromEntries(open.map((name) => [name, ''])))).toEqual(readConfig({}))
})

test('a variable that is set outside reaches the register, but for where it listens and what it listens to', () => {
  const fixed = [...passed].filter(([name, value]) => !value.startsWith(`\${${name}:-`)).map(([name]) => name)
  expect(fixed).toEqual(['DATABASE_URL', 'HOST', 'PORT'])
})
