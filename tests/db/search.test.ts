import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contributions } from '../../src/registry/contributions/table.ts'
import { commonIn } from '../../src/search/word-frequency.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const rows = 3_000
let t: TestApp

beforeAll(async () => {
  t = await testApp()
  await t.connection.pool.query(
    `insert into contributions (organisation_id, type, title, place, offered, status, published_at)
    select $1, 'praktikplats', 'Vanligtord ' || n || ' (påhittad)' || case when n % 500 = 0 then ' sällsyntord' else '' end,
      case when n % 1000 = 7 then '50%_rabatt' else 'Ytterby' end, 1, 'published', now()
    from generate_series(1, $2::int) n`,
    [t.organisations.partner, rows],
  )
  await t.connection.pool.query('vacuum analyze contributions')
})
afterAll(() => t[Symbol.asyncDispose]())

const wordsThat = commonIn(contributions)

describe('a search among many', () => {
  test('knows which words are common, and which are not or are nowhere', async () => {
    const { db } = t.service
    expect(await wordsThat(db, ['vanligtord'])).toBe(true)
    expect(await wordsThat(db, ['vanligtord', 'ytterby'])).toBe(true)
    expect(await wordsThat(db, ['sällsyntord'])).toBe(false)
    expect(await wordsThat(db, ['vanligtord', 'sällsyntord'])).toBe(false)
    expect(await wordsThat(db, ['xylofon'])).toBe(false)
  })

  test.each([
    ['vanligtord', 'true'],
    ['VANLIGTORD ytterby', `n % 1000 <> 7`],
    ['sällsyntord', 'n % 500 = 0'],
    ['sallsynt vanligt', 'n % 500 = 0'],
    ['syntord', 'n % 500 = 0'],
    ['50%_rabatt', 'n % 1000 = 7'],
    ['5__rabatt', 'false'],
    ['%', 'n % 1000 = 7'],
    ['_ vanligtord', 'n % 1000 = 7'],
    ['xylofon vanligtord', 'false'],
  ])('for %s finds all that have it and nothing else, page by page in order, and counts them', async (q, which) => {
    const { rows: expected } = await t.connection.pool.query(
      `select id from (select id, created_at, substring(title from 'Vanligtord (\\d+)')::int as n from contributions) all_of_them
      where n is not null and ${which} order by created_at, id`,
    )
    const found: string[] = []
    let path: string | undefined = `/contributions?q=${encodeURIComponent(q)}&sort=createdAt&limit=200&count=true`
    while (path) {
      const { body }: { body: Page } = await t.as.coordinator.get(path).expect(200)
      expect(body.total).toBe(expected.length)
      found.push(...body.items.map(({ id }) => id))
      path = body._links.next?.href.replace(/^.*(?=\/contributions)/, '')
    }
    expect(found).toEqual(expected.map(({ id }) => id))
  })

  test('takes other filters as well, and every order', async () => {
    const { body } = await t.as.coordinator
      .get('/contributions?q=vanligtord&type=praktikplats&status=published&sort=-title&limit=3')
      .expect(200)
    expect(body.items.map(({ title }: { title: string }) => title)).toEqual([
      'Vanligtord 999 (påhittad)',
      'Vanligtord 998 (påhittad)',
      'Vanligtord 997 (påhittad)',
    ])
    expect((await t.as.coordinator.get('/contributions?q=vanligtord&type=feriejobb').expect(200)).body.items).toEqual(
      [],
    )
  })
})

interface Page {
  total: number
  items: { id: string }[]
  _links: { next?: { href: string } }
}
