import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const page = readFileSync('docs/adding-a-resource.md', 'utf8')
const steps = page.slice(page.indexOf('\n## 1.'), page.indexOf('\n## For some'))

/** Where it is spoken of besides: its own files would be whole without. */
const besides = [
  'src/registry/organisations/rules.ts',
  'tests/contract/owasp.test.ts',
  'tests/contract/references.test.ts',
  'tests/repository/',
  'tests/rules/states.test.ts',
]

/** Every file of these folders that has the name of the resource in its own name or in its text. */
function filesWith(name: RegExp): string[] {
  const all = ['lint', 'migrations', 'openapi', 'src', 'tests'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  return all.filter((file) => statSync(file).isFile() && name.test(file + readFileSync(file, 'latin1')))
}

/** The paths that a text names, as patterns for the files of another resource, which may stand in another room. */
function pathsIn(text: string, resource: string): RegExp[] {
  return [...text.matchAll(/`((?:src|migrations|openapi|tests)\/[\w./-]*)`/g)].map(([, path]) => {
    const pattern = path!
      .replaceAll('.', String.raw`\.`)
      .replace(/^src\/registry\/venues\/$/, `src/\\w+/${resource}/.*`)
      .replace(/NNNN_venues/, String.raw`\d{4}_\w+`)
      .replace('venues', resource)
      .replace(/\/$/, '/.*')
    return new RegExp(`^${pattern}$`)
  })
}

test('the page on adding a resource names the files that one takes, and no others', () => {
  const needed = filesWith(/proposal/i).filter((file) => !besides.some((path) => file.startsWith(path)))
  const named = pathsIn(steps, 'proposals')
  expect(named.length).toBeGreaterThan(10)
  expect(
    needed.filter((file) => !named.some((path) => path.test(file))),
    'needed, and not named',
  ).toEqual([])
  expect(named.filter((path) => !needed.some((file) => path.test(file))).map(String), 'named, and not needed').toEqual(
    [],
  )
})

test('the page on adding a resource asks for rows before the files that are written from them', () => {
  const [rows, written] = ['`tests/support/rows.ts`', 'UPDATE_GOLDEN'].map((word) => steps.indexOf(word))
  expect(rows).toBeGreaterThan(0)
  expect(rows).toBeLessThan(written!)
})

test('every path that the page names is there', () => {
  const all = filesWith(/(?:)/)
  const gone = pathsIn(page, 'proposals').filter((path) => !all.some((file) => path.test(file)))
  expect(gone.map(String)).toEqual([])
})
