import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contractIn, operationsOf, type Schema } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { fillTables } from '../support/rows.ts'
import { recordStatements } from '../support/sent-statements.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const golden = 'tests/golden/sql'
const callers = ['public', 'reader', 'matcher', 'partner', 'coordinator'] as const
const aboutPages = ['limit', 'page', 'cursor', 'count', 'sort', 'fields']
const anyId = '00000000-0000-7000-8000-000000000000'

let t: TestApp
/** By the name of its file: what is sent for one operation, by whom. */
const files = new Map<string, string>()
let recorded: ReturnType<typeof recordStatements>

beforeAll(async () => {
  t = await testApp()
  await fillTables(t.connection.pool)
  const contract = contractIn(t.app)
  const paths = await pathsByOperation(t.as.coordinator, contract)
  recorded = recordStatements()
  for (const name of callers) await t.as[name].get('/')
  for (const operation of operationsOf(contract)) {
    const [path] = [...paths].find(([{ operationId }]) => operationId === operation.operationId)?.[1] ?? []
    // All histories are one list.
    const isOther = operation.path.endsWith('/history') && operation.operationId !== 'listOrganisationHistory'
    if (operation.method === 'get' && path !== undefined && !isOther) {
      const statements = await statementsOf(path, operation)
      if (statements.includes('select')) files.set(`${operation.operationId}.sql`, statements)
    }
  }
}, 240_000)
afterAll(async () => {
  recorded.stop()
  await t[Symbol.asyncDispose]()
})

type Operation = ReturnType<typeof operationsOf>[number]

async function statementsOf(path: string, { path: named, parameters = [] }: Operation): Promise<string> {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const filters = inQuery.filter(({ name }) => !aboutPages.includes(name))
  const isList = inQuery.some(({ name }) => name === 'cursor')
  const asked = [
    isList ? '?count=true' : '',
    ...(isList ? [`?${filters.map(({ name, schema }) => `${name}=${valueFor(name, schema)}`).join('&')}`] : []),
  ]
  const parts: string[] = []
  for (const search of asked) {
    parts.push(`-- GET ${named}${search}`)
    const byText = new Map<string, string[]>()
    for (const name of callers) {
      recorded.sent.length = 0
      const { status } = await t.as[name].get(path + search)
      if (status === 401 || status === 403) continue
      const text = recorded.sent
        .map(({ text: one }) => unpacked(one))
        .filter(isOfTheOperation)
        .map(inLines)
        .join('\n\n')
      byText.set(text, [...(byText.get(text) ?? []), name])
    }
    for (const [text, names] of byText) parts.push(`-- ${names.join(', ')}\n${text}`)
  }
  return `${parts.join('\n\n')}\n`
}

/** A value that a filter takes: statements do not show which. */
function valueFor(name: string, schema: Schema): string {
  const { type, format, enum: words } = (schema.items as Schema | undefined) ?? schema
  if (type === 'boolean') return 'true'
  if (type === 'integer') return '2023'
  if (words) return words[0]!
  if (format === 'date') return '2025-02-03'
  if (format === 'date-time') return '2025-02-03T09:30:00Z'
  if (format === 'uuid') return anyId
  return name === 'organisationNumber' ? '499900-0005' : 'ord'
}

/** A statement without what rows are packed with, which is for a second time. */
function unpacked(text: string): string {
  return /^select array_to_string\(.*? from \((select .*)\) packed\([^()]*\)$/s.exec(text)?.[1] ?? text
}

/** Not whose key it is and what that may do, whether the register has changed, and the transaction itself. */
function isOfTheOperation(text: string): boolean {
  return (
    /^\s*(?:select|with) /.test(text) && !/set_config|seal_changes|pg_control_system|"api_keys"."hash" = /.test(text)
  )
}

function inLines(text: string): string {
  const oneLine = text.trim().replace(/\s+/g, ' ')
  return `${oneLine.replaceAll(/ (from|inner join|left join|where|and|union all|order by|limit) /g, '\n  $1 ')};`
}

test('what is sent for each list and each row, by role, is as it was read in review (UPDATE_GOLDEN=1 writes it anew)', () => {
  if (process.env.UPDATE_GOLDEN) {
    rmSync(golden, { recursive: true, force: true })
    mkdirSync(golden)
    for (const [name, text] of files) writeFileSync(`${golden}/${name}`, text)
  }
  expect(files.size).toBeGreaterThan(30)
  expect(readdirSync(golden).toSorted()).toEqual([...files.keys()].toSorted())
  for (const [name, text] of files) expect(text, name).toBe(readFileSync(`${golden}/${name}`, 'utf8'))
})
