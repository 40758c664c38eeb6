import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Where the register is at home: the seed alone says it. Names of the program itself, as in its backups, are no path. */
const home = /kung[aä]lv|samhällskontrakt|\/samhallskontrakt|realm="samhallskontrakt/i

test('nothing in src/ but the seed names the municipality in which the register is at home', () => {
  const files = globSync('src/**/*.*').filter((file) => !file.startsWith('src/seed/'))
  expect(files.length).toBeGreaterThan(200)
  const naming = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (home.test(line) ? [`${file}:${at + 1}`] : [])),
  )
  expect(naming).toEqual([])
})
