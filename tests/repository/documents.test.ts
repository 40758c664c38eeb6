import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { variables } from '../../src/config.ts'
import { rooms } from '../../lint/rooms.ts'

const longest = 120

const read = (file: string) => readFileSync(file, 'utf8')
const pages = globSync('{*.md,docs/**/*.md}')
const sources = globSync('src/**/*.ts').map(read)
const operating = read('docs/operating.md').replaceAll(/\s+/g, ' ')

describe('every page', () => {
  test(`has lines of at most ${longest} columns`, () => {
    const long = pages.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, i) => (line.length > longest ? [`${file}:${i + 1}`] : [])),
    )
    expect(pages.length).toBeGreaterThan(10)
    expect(long).toEqual([])
  })

  test('links to what is there', () => {
    const broken = pages.flatMap((file) =>
      [...read(file).matchAll(/\]\(([^):]+)\)/g)]
        .map(([, link]) => link!)
        .filter((link) => !leads(file, link))
        .map((link) => `${file}: ${link}`),
    )
    expect(broken).toEqual([])
  })

  test('names files that are there', () => {
    const gone = pages
      .filter((file) => file !== 'docs/adding-a-resource.md')
      .flatMap((file) =>
        [...read(file).matchAll(/`((?:src|lint|tests|migrations|openapi|docs)\/[\w./-]+)`/g)]
          .map(([, path]) => path!)
          .filter((path) => !existsSync(path))
          .map((path) => `${file}: ${path}`),
      )
    expect(gone).toEqual([])
  })

  test('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const gone = pages.flatMap((file) =>
      [...read(file).matchAll(/npm run (?:-s )?([\w:-]+)/g)]
        .map(([, name]) => name!)
        .filter((name) => !scripts[name])
        .map((name) => `${file}: ${name}`),
    )
    expect(gone).toEqual([])
  })
})

/** Whether a link leads to a file, and to a heading in it where it names one. */
function leads(file: string, link: string): boolean {
  const [path, heading] = link.split('#') as [string, string?]
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(target)) return false
  return heading === undefined || headingsOf(read(target)).includes(heading)
}

/** The anchors of headings, as GitHub makes them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('the page on operating', () => {
  test('names every variable that the register reads, and its default', () => {
    const missing = Object.entries(variables).filter(
      ([name, { fallback }]) =>
        !operating.includes(`\`${name}\``) ||
        (isShort(fallback) && !operating.includes(`\`${name}\` (\`${fallback}\``)),
    )
    expect(missing.map(([name]) => name)).toEqual([])
  })

  test('names every metric of the register’s own', () => {
    const names = sources.flatMap((text) =>
      [...text.matchAll(/new (?:Counter|Gauge|Histogram)\(\{\s+name: '(\w+)'/g)].map(([, name]) => name!),
    )
    expect(names.length).toBeGreaterThan(8)
    expect(names.filter((name) => !operating.includes(`\`${name}\``))).toEqual([])
  })

  test('names every line of the log that tells of trouble', () => {
    const told = /(?:\.(?:warn|error)|\breport)\((?:\{.*\}, |away \? )?['`]([^'`$]+)/g
    const lines = sources.flatMap((text) => [...text.matchAll(told)].map(([, line]) => line!.split(':')[0]!.trim()))
    expect(lines.length).toBeGreaterThan(15)
    expect(lines.filter((line) => !operating.includes(line))).toEqual([])
  })
})

/** One that stands in a page as it is; others are put into words there. */
function isShort(fallback: string): boolean {
  return fallback !== '' && !fallback.includes('=')
}

test('the page on architecture shows the rooms that there are', () => {
  const [header = ''] = /^ +ground .*$/m.exec(read('docs/architecture.md')) ?? []
  expect(header.split(' ').filter(Boolean)).toEqual(rooms.flat())
})

test('every decision has its four parts, and numbers are given once', () => {
  const decisions = globSync('docs/decisions/[0-9]*.md')
  const parts = ['## Context', '## Decision', '## Consequences', '## Measured']
  const partial = decisions.filter((file) => !parts.every((part) => read(file).includes(`\n${part}\n`)))
  expect(partial).toEqual([])
  const numbers = decisions.map((file) => /\d{4}/.exec(file)![0])
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('the newest version in CHANGELOG.md is that of package.json', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  const versions = [...read('CHANGELOG.md').matchAll(/^## \[(.+)\]/gm)].map(([, name]) => name)
  expect(versions.slice(0, 2)).toEqual(['Unreleased', version])
})
