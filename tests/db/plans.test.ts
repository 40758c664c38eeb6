import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractIn, listsOf, type Schema } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { large, manyRows } from '../support/many-rows.ts'
import { fillTables } from '../support/rows.ts'
import { recordStatements } from '../support/sent-statements.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

const rows = 20_000
/** So many rows are sorted in no time; more of them is the table, or much of it. */
const mostSorted = 2_000

interface List {
  operationId: string
  path: string
  sorts: string[]
  filters: string[]
}
interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Plan Rows': number
  Plans?: Plan[]
}

let t: TestApp
let lists: List[]
/** Asks as the register does: the policies of the tables are part of every plan. */
let explainer: pg.PoolClient
/** What the register really sends. */
let recorded: ReturnType<typeof recordStatements>

beforeAll(async () => {
  t = await testApp()
  // These leave a history to read.
  await fillTables(t.connection.pool)
  const contract = contractIn(t.app)
  const paths = await pathsByOperation(t.as.coordinator, contract)
  const pathOf = new Map([...paths].map(([{ operationId }, found]) => [operationId, found[0]]))
  await manyRows(t.connection.pool, rows)
  lists = await Promise.all(
    listsOf(contract).map(async ({ operationId, parameters = [] }) => {
      const path = pathOf.get(operationId) ?? ''
      const inQuery = parameters.filter((parameter) => parameter.in === 'query')
      const sorts = inQuery.find(({ name }) => name === 'sort')!.schema.enum!
      const filters = inQuery.filter(({ name }) => !ofPages.includes(name))
      const given = await Promise.all(filters.map(({ name, schema }) => filtersBy(name, schema)))
      return { operationId, path, sorts, filters: given.flat() }
    }),
  )
  explainer = await t.service.pool.connect()
  recorded = recordStatements()
}, 120_000)
afterAll(async () => {
  recorded.stop()
  explainer.release()
  await t[Symbol.asyncDispose]()
})

const ofPages = ['limit', 'page', 'cursor', 'count', 'sort', 'fields']

/** A filter with values that rows have, by what the contract says of it. */
async function filtersBy(name: string, schema: Schema): Promise<string[]> {
  const { type, format, enum: words } = (schema.items as Schema | undefined) ?? schema
  if (type === 'boolean') return [`${name}=true`, `${name}=false`]
  if (type === 'integer') return [`${name}=2020`, `${name}=2019,2020`]
  if (words) return [`${name}=${words.at(0)}`, ...(schema.items ? [`${name}=${words.slice(0, 2).join(',')}`] : [])]
  if (format === 'date') return [`${name}=2020-06-01`]
  if (format === 'date-time') return [`${name}=2021-06-01T00:00:00Z`]
  if (format === 'uuid') return [`${name}=${await idFor(name)}`]
  const known = {
    q: 'sommarjobb',
    area: 'halsa',
    sector: 'business',
    tag: 't17',
    metric: 'deltagare',
    language: 'sv',
  } as const
  if (name === 'organisationNumber') return [`${name}=499900-0005`]
  return [`${name}=${known[name as keyof typeof known] ?? 'feriejobb'}`]
}

async function idFor(name: string): Promise<string> {
  const table = `${name === 'matcherId' || name === 'parentId' || name === 'actorId' ? 'organisation' : name.slice(0, -2)}s`
  const known = large.includes(table) ? table : 'contributions'
  return (await t.connection.pool.query(`select id from ${known} order by id offset 10 limit 1`)).rows[0].id
}

/** What is wrong with the plans of what a request sends. */
async function faultsOf(caller: Caller, path: string): Promise<string[]> {
  const { sent, query } = recorded
  sent.length = 0
  const { status } = await caller.get(path)
  if (status !== 200) return [`${path}: answers ${status}`]
  const faults: string[] = []
  for (const { text, values } of sent.splice(0)) {
    if (!text.startsWith('select')) continue
    const explain = query.call(explainer, `explain (format json) ${text}`, values) as Promise<pg.QueryResult>
    const [explained] = (await explain).rows
    faults.push(...faultsIn(explained['QUERY PLAN'][0].Plan as Plan))
  }
  return [...new Set(faults)].map((fault) => `${path}: ${fault}`)
}

function faultsIn({ 'Node Type': node, 'Relation Name': table = '', Plans: inside = [] }: Plan): string[] {
  const found = inside.flatMap(faultsIn)
  if (node === 'Seq Scan' && large.includes(table)) found.push(`reads all of ${table}`)
  if (node === 'Sort' && inside[0]!['Plan Rows'] > mostSorted) found.push(`sorts ${inside[0]!['Plan Rows']} rows`)
  return found
}

/** Nothing is wrong with any of these requests, or what is. */
async function expectGoodPlans(caller: Caller, requestsOf: (list: List) => string[]): Promise<void> {
  const faults: string[] = []
  for (const list of lists) {
    for (const request of requestsOf(list)) faults.push(...(await faultsOf(caller, request)))
  }
  expect(faults).toEqual([])
}

/** This list only shrinks. Contacts: an index of words in their names would hold those of the erased for a while. */
const excepted = ['/contacts?q=sommarjobb']

describe('on large tables, no list reads a whole table or sorts it,', () => {
  test('in any of its orders', { timeout: 60_000 }, () =>
    expectGoodPlans(t.as.coordinator, ({ path, sorts }) => sorts.map((sort) => `${path}?sort=${sort}`)),
  )

  test('with any of its filters', { timeout: 60_000 }, () =>
    expectGoodPlans(t.as.coordinator, ({ path, filters }) =>
      filters.map((filter) => `${path}?${filter}`).filter((request) => !excepted.includes(request)),
    ),
  )
})
