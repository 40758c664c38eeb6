import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { contractIn, listsOf } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

type Item = Record<string, unknown>
interface Listed {
  operationId: string
  path: string
  sorts: string[]
  fields: string[]
}

let t: TestApp
let lists: Listed[]
let caller: Caller

beforeAll(async () => {
  t = await testApp()
  caller = t.as.coordinator
  await fillTables(t.connection.pool)
  const contract = contractIn(t.app)
  const paths = await pathsByOperation(caller, contract)
  const pathOf = new Map([...paths].map(([{ operationId }, found]) => [operationId, found[0]]))
  lists = listsOf(contract).map(({ operationId, parameters = [] }) => {
    const schemaOf = (name: string) => parameters.find((parameter) => parameter.name === name)!.schema
    const sorts = schemaOf('sort').enum as string[]
    const fields = (schemaOf('fields').items as { enum: string[] }).enum
    return { operationId, path: pathOf.get(operationId) ?? '', sorts, fields }
  })
})
afterAll(() => t[Symbol.asyncDispose]())

/** Holds for every list; says for which it does not. */
async function everyList(check: (list: Listed) => Promise<void>): Promise<void> {
  const faults: string[] = []
  const checked = async (list: Listed) =>
    check(list).catch((error: unknown) => faults.push(`${list.operationId}: ${String(error).slice(0, 600)}`))
  // Four at once, each through a quarter of the lists: more would only wait for one another.
  const rest = lists.values()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const list of rest) await checked(list)
    }),
  )
  expect(faults).toEqual([])
}

/** The whole list. */
const itemsOf = (path: string, query = ''): Promise<Item[]> => walk(`${path}?limit=200${query}`)

/** Follows `next` from a first page to the end. */
async function walk(first: string, between?: (page: number) => Promise<unknown>): Promise<Item[]> {
  const items: Item[] = []
  let href: string | undefined = first
  for (let page = 0; href !== undefined; page++) {
    if (page > 300) throw new Error('the links go round')
    const { body }: { body: { items: Item[]; _links: { next?: { href: string } } } } = await caller
      .get(href)
      .expect(200)
    items.push(...body.items)
    href = body._links.next?.href
    await between?.(page)
  }
  return items
}

describe('every list', () => {
  test('is reached from the others, and has rows to be tested with', async () => {
    await everyList(async ({ path }) => {
      expect(path).not.toBe('')
      expect((await itemsOf(path)).length).toBeGreaterThan(0)
    })
    expect(lists.length).toBeGreaterThan(10)
  })

  test('refuses names and values that it does not know, and says where', async () => {
    const wrong: [query: string, pointer: string][] = [
      ['limit=0', '/limit'],
      ['limit=-1', '/limit'],
      ['limit=201', '/limit'],
      ['limit=100000', '/limit'],
      ['limit=many', '/limit'],
      ['limit=1&limit=2', '/limit'],
      ['page=0', '/page'],
      ['page=1000000', '/page'],
      ['page=99999999999999999999', '/page'],
      ['page=2&cursor=x', '/page'],
      ['cursor=', '/cursor'],
      ['cursor=nonsense', '/cursor'],
      ['cursor=bnVsbA', '/cursor'],
      ['cursor=W251bGwsbnVsbF0', '/cursor'],
      ['count=perhaps', '/count'],
      ['sort=shoeSize', '/sort'],
      ['sort=--createdAt', '/sort'],
      ['fields=shoeSize', '/fields/0'],
      ['updatedAfter=yesterday', '/updatedAfter'],
      ['unknownName=1', '/unknownName'],
      ['Limit=1', '/Limit'],
    ]
    await everyList(async ({ path }) => {
      for (const [query, pointer] of wrong) {
        const { body, status } = await caller.get(`${path}?${query}`)
        expect([query, status, body.errors?.map((fault: { pointer: string }) => fault.pointer)]).toEqual([
          query,
          400,
          [pointer],
        ])
      }
    })
  })

  test('can be walked in each of its orders, both ways, and gives each row exactly once', async () => {
    await everyList(async ({ path, sorts }) => {
      const whole = new Map<string, Item[]>()
      for (const sort of sorts) whole.set(sort, await itemsOf(path, `&sort=${sort}`))
      for (const sort of sorts) {
        const items = whole.get(sort)!
        const limit = Math.min(200, Math.max(1, Math.floor(items.length / 3)))
        expect(await walk(`${path}?limit=${limit}&sort=${sort}`), sort).toEqual(items)
        if (!sort.startsWith('-')) expect(whole.get(`-${sort}`)!.toReversed(), `-${sort}`).toEqual(items)
      }
    })
  })

  test('gives the same rows by page number as by link', async () => {
    await everyList(async ({ path }) => {
      const whole = await itemsOf(path)
      const { body: second } = await caller.get(`${path}?limit=1&page=2`).expect(200)
      expect(second.items).toEqual(whole.slice(1, 2))
      const { body: past } = await caller.get(`${path}?limit=1&page=${whole.length + 1}`).expect(200)
      expect(past.items).toEqual([])
      expect(past._links.next).toBeUndefined()
    })
  })

  test('counts when asked to, and links to itself and to its beginning', async () => {
    await everyList(async ({ path }) => {
      const whole = await itemsOf(path)
      const { body } = await caller.get(`${path}?limit=1&count=true`).expect(200)
      expect(body.total).toBe(whole.length)
      expect(body._links.self.href).toBe(`${base}${path}?limit=1&count=true`)
      const { body: page } = await caller.get(`${path}?limit=1&page=2`).expect(200)
      expect(page._links.first.href).toBe(`${base}${path}?limit=1`)
      expect(page.total).toBeUndefined()
      const { body: none } = await caller.get(`${path}?count=true&updatedAfter=2199-01-01T00:00:00Z`).expect(200)
      expect(none).toMatchObject({ items: [], total: 0 })
    })
  })

  test('narrows its items to the fields asked for', async () => {
    await everyList(async ({ path, fields }) => {
      const [one = '', other = ''] = fields
      const narrow = await itemsOf(path, `&fields=${one}`)
      expect(narrow).toEqual((await itemsOf(path)).map((item) => ({ [one]: item[one] })))
      const names = (await itemsOf(path, `&fields=${one},${other}`)).flatMap((item) => Object.keys(item))
      expect([...new Set(names)].toSorted()).toEqual([one, other].toSorted())
    })
  })

  test('refuses a cursor that was bent, or comes from another order or other filters', async () => {
    await everyList(async ({ path, sorts }) => {
      const { body } = await caller.get(`${path}?limit=1`).expect(200)
      if (!body._links.next) return
      const next = new URL(body._links.next.href, 'http://x')
      const cursor = next.searchParams.get('cursor')!
      const decoded = Buffer.from(cursor, 'base64url').toString('utf8')
      const bent = [
        cursor.slice(0, -4),
        `${cursor}AAAA`,
        Buffer.from(decoded.replace(/\d/, (digit) => String((Number(digit) + 1) % 10))).toString('base64url'),
      ]
      for (const text of bent) await caller.get(`${path}?limit=1&cursor=${text}`).expect(400)
      const others = sorts.filter((sort) => !decoded.includes(`"${sort}\\"`))
      expect(others.length).toBeGreaterThan(0)
      for (const sort of others) await caller.get(`${path}?limit=1&sort=${sort}&cursor=${cursor}`).expect(400)
      await caller.get(`${path}?limit=1&updatedAfter=2020-01-01T00:00:00Z&cursor=${cursor}`).expect(400)
      for (const text of forged(decoded)) await caller.get(`${path}?limit=1&cursor=${text}`).expect(400)
    })
  })
})

/** Cursors under the right digest, which is no secret, with contents that no list has given. */
function forged(decoded: string): string[] {
  const [sort, key, id, filters] = JSON.parse((JSON.parse(decoded) as [string])[0]) as string[]
  const contents = [
    null,
    7,
    [],
    {},
    [sort],
    [sort, null, id, filters],
    [sort, { a: 1 }, id, filters],
    [sort, key, '-'.repeat(36), filters],
    [sort, `${key}\0`, id, filters],
  ]
  return contents.map((content) => {
    const text = JSON.stringify(content)
    const digest = createHash('sha256').update(text).digest('base64url').slice(0, 10)
    return Buffer.from(JSON.stringify([text, digest])).toString('base64url')
  })
}

test('a walk through the organisations meets each that was there exactly once, while others are added and removed', async () => {
  const before = await itemsOf('/organisations')
  const add = (page: number) =>
    t.connection.pool.query(
      `insert into organisations (name, kind, sector) values ($1, 'informal', 'other'), ($2, 'informal', 'other')`,
      [`AAA ${page} (påhittad)`, `ÖÖÖ ${page} (påhittad)`],
    )
  const met = await walk('/organisations?limit=2&sort=name', async (page) => {
    if (page < 4) await add(page)
  })
  const ids = met.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(before.filter(({ id }) => !ids.includes(id))).toEqual([])
})

test('names sort as Swedish does', async () => {
  const names = (await itemsOf('/organisations', '&sort=name')).map(({ name }) => String(name))
  const swedish = new Intl.Collator('sv')
  expect(names).toEqual([...names].toSorted(swedish.compare))
  const place = (name: string) => names.findIndex((other) => other.startsWith(name))
  expect([place('Aspen'), place('Zäta'), place('Åsen'), place('Ärlan'), place('Östan')]).toEqual(
    [place('Aspen'), place('Zäta'), place('Åsen'), place('Ärlan'), place('Östan')].toSorted((a, b) => a - b),
  )
})
