import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lines } from '../../src/http/responses/formats.ts'
import { base } from '../../src/representation.ts'
import { walk } from '../support/builders.ts'
import { contractIn, listsOf, operationsOf, type Contract } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
let contract: Contract
let paths: { operationId: string; path: string; isList: boolean; sort: string | undefined; field: string | undefined }[]

beforeAll(async () => {
  t = await testApp()
  await fillTables(t.connection.pool)
  contract = contractIn(t.app)
  const lists = listsOf(contract).map(({ operationId }) => operationId)
  paths = [...(await pathsByOperation(t.as.coordinator, contract))].map(
    ([{ operationId, parameters = [] }, [path = '']]) => ({
      operationId,
      path,
      isList: lists.includes(operationId),
      sort: parameters.find(({ name }) => name === 'sort')?.schema.enum?.at(-1),
      field: (parameters.find(({ name }) => name === 'fields')?.schema.items as { enum: string[] } | undefined)
        ?.enum[0],
    }),
  )
})
afterAll(() => t[Symbol.asyncDispose]())

const lists = () => paths.filter(({ isList }) => isList)

describe('every list, line by line,', () => {
  test('has the items that its pages have, in the same order', async () => {
    expect(lists().length).toBeGreaterThan(10)
    for (const { path, operationId } of lists()) {
      const { body, headers } = await t.as.coordinator.lines(path).expect(200)
      expect(body, operationId).toEqual(await walk(t.as.coordinator, `${path}?limit=7`))
      expect(body.length, operationId).toBeGreaterThan(0)
      expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
      expect(headers.vary).toContain('accept')
      expect(headers.etag).toBeUndefined()
    }
  })

  test('takes the same filters, orders and fields', async () => {
    for (const { path, operationId, sort, field } of lists()) {
      for (const query of [`sort=${sort}&fields=${String(field)}`, 'updatedAfter=2199-01-01T00:00:00Z']) {
        const { body } = await t.as.coordinator.lines(`${path}?${query}`).expect(200)
        expect(body, operationId).toEqual(await walk(t.as.coordinator, `${path}?${query}`))
      }
    }
    await t.as.coordinator.lines('/organisations?shoeSize=42').expect(400)
  })

  test('shows each caller what its pages show', async () => {
    for (const caller of [t.as.public, t.as.reader, t.as.matcher, t.as.partner]) {
      for (const { path } of lists()) {
        const { status } = await caller.get(path)
        const { body } = await caller.lines(path).expect(status)
        if (status === 200) expect(body).toEqual(await walk(caller, path))
      }
    }
  })

  test('refuses what belongs to pages, all of it at once', async () => {
    for (const { path } of lists()) {
      const { body } = await t.as.coordinator.lines(`${path}?limit=20&page=1&cursor=x&count=false`).expect(400)
      const pointers = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer)
      expect(pointers).toEqual(['/limit', '/page', '/cursor', '/count'])
    }
  })

  test('is in the contract, and nothing else is', () => {
    const media = operationsOf(contract).filter((operation) => operation['x-stream'])
    const names = (operations: { operationId: string }[]) => operations.map(({ operationId }) => operationId).toSorted()
    expect(names(media)).toEqual(names(lists()))
    for (const { responses, operationId, 'x-stream': stream } of media) {
      const { 'application/json': json, ...others } = responses['200']!.content!
      expect([operationId, others]).toEqual([operationId, {}])
      expect(`${stream![lines]!.$ref}Page`, operationId).toBe(json!.schema.$ref)
    }
    expect(contract.info.description).toContain(lines)
  })
})

test('what is no list is JSON and nothing else', async () => {
  for (const { path, isList } of paths) {
    const accept = isList ? 'text/csv' : lines
    const { body, status } = await t.as.coordinator.get(path, { accept })
    expect([path, status, body.detail?.includes(lines)]).toEqual([path, 406, isList])
  }
})

test('JSON is what is sent unless lines are preferred', async () => {
  const typeFor = async (accept: string) => {
    const { headers } = await fetch(`${t.url}${base}/areas`, { headers: { accept } })
    return headers.get('content-type')?.split(';')[0]
  }
  expect(await typeFor('*/*')).toBe('application/json')
  expect(await typeFor('application/*')).toBe('application/json')
  expect(await typeFor(`${lines};q=0.5, application/json`)).toBe('application/json')
  expect(await typeFor(`${lines}, application/json;q=0.5`)).toBe(lines)
})

test('HEAD says what GET would, and reads nothing', async () => {
  const { headers } = await t.as.public.call('head', '/areas', { accept: lines }).expect(200)
  expect(headers['content-type']).toContain(lines)
})
