import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { contractIn, operationsOf, pathsOf } from '../support/contract.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const golden = 'tests/golden/access.txt'
const callers = ['public', 'reader', 'matcher', 'partner', 'otherPartner', 'coordinator'] as const
type CallerName = (typeof callers)[number]
const roleOf: Record<CallerName, string> = {
  public: 'public',
  reader: 'reader',
  matcher: 'matcher',
  partner: 'partner',
  otherPartner: 'partner',
  coordinator: 'coordinator',
}

let t: TestApp
let operations: ReturnType<typeof operationsOf>
/** By operation and caller: the status where it was denied, or `yes`. */
let rights: Map<string, Record<CallerName, string>>

beforeAll(async () => {
  t = await testApp()
  operations = operationsOf(contractIn(t.app)).toSorted((a, b) => (a.operationId < b.operationId ? -1 : 1))
  rights = new Map()
  for (const operation of operations) {
    const statuses = await Promise.all(callers.map((name) => knock(name, operation)))
    rights.set(
      operation.operationId,
      Object.fromEntries(callers.map((name, i) => [name, statuses[i]])) as Record<CallerName, string>,
    )
  }
})
afterAll(() => t[Symbol.asyncDispose]())

/** Calls with ids of nothing and an empty body: whoever gets past the door hears 400, 404, 422 or 428. */
async function knock(
  name: CallerName,
  { method, path, parameters = [] }: (typeof operations)[number],
): Promise<string> {
  const target = path.replaceAll(/\{(\w+)\}/g, (_, param: string) => {
    const { enum: words } = parameters.find((parameter) => parameter.name === param && parameter.in === 'path')!.schema
    return words?.[0] ?? randomUUID()
  })
  const call = t.as[name].call(method, target, { 'if-match': '"1"' })
  const { status } = await (method === 'get' || method === 'delete' ? call : call.send({}))
  expect(status, `${name} ${method} ${path}`).toBeLessThan(500)
  return status === 401 || status === 403 ? String(status) : 'yes'
}

describe('who may call what', () => {
  test('is as the table of rights has it (UPDATE_GOLDEN=1 writes it anew)', () => {
    const width = Math.max(...operations.map(({ operationId }) => operationId.length)) + 2
    const line = (name: string, cells: readonly string[]) =>
      `${name.padEnd(width)}${cells.map((cell) => cell.padEnd(14)).join('')}`.trimEnd()
    const table = [
      line('', callers),
      ...[...rights].map(([name, row]) =>
        line(
          name,
          callers.map((caller) => row[caller]),
        ),
      ),
    ].join('\n')
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, `${table}\n`)
    expect(`${table}\n`).toBe(readFileSync(golden, 'utf8'))
  })

  test('is as the contract says: x-roles, and 401 for those without a key', () => {
    const faults = operations.flatMap(({ operationId, 'x-roles': roles = [] }) =>
      callers.flatMap((caller) => {
        const admitted = roles.includes('public') || roles.includes(roleOf[caller])
        const wanted = admitted ? 'yes' : caller === 'public' ? '401' : '403'
        const given = rights.get(operationId)![caller]
        return given === wanted ? [] : [`${operationId} ${caller}: ${given}, not ${wanted}`]
      }),
    )
    expect(faults).toEqual([])
  })

  test('leaves nothing public that writes, but for applications to join', () => {
    const open = operations.filter(({ method, 'x-roles': roles = [] }) => method !== 'get' && roles.includes('public'))
    expect(open.map(({ operationId }) => operationId)).toEqual(['sendApplication'])
  })

  test('is told of every route under the base path, and of every method that a path has', async () => {
    const contract = contractIn(t.app)
    const ours = pathsOf(t.app).filter((path) => path.startsWith(`${base}/`))
    expect(ours.map((path) => path.slice(base.length))).toEqual(Object.keys(contract.paths).toSorted())
    for (const [path, methods] of Object.entries(contract.paths)) {
      const { headers } = await t.as.public.call('options', path.replaceAll(/\{\w+\}/g, randomUUID())).expect(204)
      const there = headers.allow!.split(', ').filter((name) => name !== 'HEAD')
      expect(there, path).toEqual(
        Object.keys(methods)
          .map((name) => name.toUpperCase())
          .toSorted(),
      )
    }
  })
})
