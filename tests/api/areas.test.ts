import { describe, expect, test } from 'vitest'
import { aSource } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const area = {
  code: 'digital-delaktighet',
  number: 8,
  label: { sv: 'Digital delaktighet (påhittad)', en: 'Digital inclusion (fictional)' },
  description: { sv: 'Alla kommer med.' },
  goals: [10, 4],
  sources: [aSource],
}

interface Page {
  items: { code: string }[]
  _links: { next?: { href: string } }
}
const codes = (body: Page) => body.items.map(({ code }) => code)
const find = async (t: TestApp, code: string) =>
  (await t.as.public.get('/areas').expect(200)).body.items.find((item: { code: string }) => item.code === code)

describe('areas', () => {
  test('anyone reads the seven areas, in the order of their numbers', async () => {
    await using t = await testApp()
    const { body } = await t.as.public.get('/areas?count=true').expect(200)
    expect(body.total).toBe(7)
    expect(body.items.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(body.items[4]).toMatchObject({
      code: 'arbete-och-sysselsattning',
      label: { sv: 'Arbete och sysselsättning' },
      goals: [1, 3, 4, 5, 8],
    })
    const { body: one, headers } = await t.as.reader.get(body.items[4]._links.self.href).expect(200)
    expect(one).toEqual(body.items[4])
    await t.as.reader.get(one._links.self.href, { 'if-none-match': headers.etag! }).expect(304)
    for (const sort of ['number', '-number', 'code', 'label', '-createdAt', 'updatedAt']) {
      const walked: string[] = []
      let path: string | undefined = `/areas?limit=3&sort=${sort}`
      while (path) {
        const { body: page }: { body: Page } = await t.as.public.get(path).expect(200)
        walked.push(...codes(page))
        path = page._links.next?.href
      }
      expect(walked.toSorted()).toEqual(codes(body).toSorted())
    }
    expect(codes((await t.as.public.get('/areas?q=halsa').expect(200)).body)).toEqual(['halsa'])
    expect(codes((await t.as.public.get('/areas?q=safety').expect(200)).body)).toEqual(['trygghet'])
    await t.as.public.get('/areas/not-an-id').expect(400)
    await t.as.public.get('/areas/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10').expect(404)
    await t.as.public.get('/areas?sort=goals').expect(400)
  })

  test('a coordinator adds an area, changes it, and ends it', async () => {
    await using t = await testApp()
    const { body: made, headers } = await t.as.coordinator.post('/areas', area).expect(201)
    expect(made).toMatchObject({ ...area, version: 1 })
    const self = headers.location!
    const patch = { label: { en: 'Inclusion' }, description: { sv: null, en: 'Everybody.' }, goals: [] }
    const { body: changed } = await t.as.coordinator.patch(self, patch, 1).expect(200)
    expect(changed).toMatchObject({
      label: { sv: area.label.sv, en: 'Inclusion' },
      description: { en: 'Everybody.' },
      goals: [],
    })
    expect(changed.description).not.toHaveProperty('sv')
    const { body: bare } = await t.as.coordinator
      .patch(self, { description: null, endedOn: '2025-01-31' }, 2)
      .expect(200)
    expect(bare).not.toHaveProperty('description')
    expect(codes((await t.as.public.get('/areas?ended=true').expect(200)).body)).toEqual([area.code])
    expect(
      codes((await t.as.public.get('/areas?ended=false&updatedAfter=2025-02-01T00:00:00Z').expect(200)).body),
    ).toEqual([])
    const { body: history } = await t.as.coordinator.get(`${self}/history`).expect(200)
    expect(history.items.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1])
    expect(history.items[1].fields).toEqual(['descriptionEn', 'descriptionSv', 'goals', 'labelEn'])
    await t.as.reader.get(`${self}/history`).expect(403)
  })

  test('a bad area is refused, and nothing is stored', async () => {
    await using t = await testApp()
    const { body } = await t.as.coordinator
      .post('/areas', { code: 'x y', number: 0, label: { en: 'A' }, goals: [18, 1, 1], description: { fi: 'Kuvaus' } })
      .expect(400)
    expect(new Set(body.errors.map(({ pointer }: { pointer: string }) => pointer))).toEqual(
      new Set(['/code', '/number', '/label/sv', '/goals', '/goals/0', '/description/fi']),
    )
    for (const taken of [{ code: 'halsa' }, { number: 2 }]) {
      const { body: conflict } = await t.as.coordinator.post('/areas', { ...area, ...taken }).expect(409)
      expect(conflict.errors).toMatchObject([{ pointer: `/${Object.keys(taken)[0]}`, code: 'taken' }])
    }
    const health = await find(t, 'halsa')
    const self = health._links.self.href
    await t.as.coordinator.patch(self, { number: 1 }, health.version).expect(409)
    for (const wrong of [{ code: 'ny' }, { goals: null }, { label: {} }, { description: {} }, { number: '2' }, {}]) {
      await t.as.coordinator.patch(self, wrong, health.version).expect(400)
    }
    expect(await find(t, 'halsa')).toEqual(health)
    expect((await t.as.public.get('/areas?count=true')).body.total).toBe(7)
  })

  test('only coordinators write', async () => {
    await using t = await testApp()
    const { _links, version } = await find(t, 'boende')
    for (const name of ['partner', 'matcher', 'reader', 'public'] as const) {
      const status = name === 'public' ? 401 : 403
      await t.as[name].post('/areas', area).expect(status)
      await t.as[name].patch(_links.self.href, { number: 9 }, version).expect(status)
      await t.as[name].delete(_links.self.href, version).expect(status)
    }
  })

  test('of two who write at once with one ETag, or one number, the first wins', async () => {
    await using t = await testApp()
    const { _links, version } = await find(t, 'boende')
    const changes = await Promise.all(
      [[11], [12]].map((goals) => t.as.coordinator.patch(_links.self.href, { goals }, version)),
    )
    expect(changes.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
    const additions = await Promise.all(['a', 'b'].map((code) => t.as.coordinator.post('/areas', { ...area, code })))
    expect(additions.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  test('an area is removed while nothing uses it, and otherwise the answer says what does', async () => {
    await using t = await testApp()
    const { pool } = t.connection
    await pool.query(
      `insert into collaborations (name, kind, areas) values ('Provhäng (påhittad)', 'network', '{halsa,boende}')`,
    )
    await pool.query(
      `insert into contributions (organisation_id, type, title, offered, areas) values ($1, 'maltid', 'Soppa (påhittad)', 1, '{halsa}')`,
      [t.organisations.partner],
    )
    const health = await find(t, 'halsa')
    const { body } = await t.as.coordinator.delete(health._links.self.href, health.version).expect(409)
    expect(body.detail).toContain('collaborations (1), contributions (1)')
    const safety = await find(t, 'trygghet')
    await t.as.coordinator.delete(safety._links.self.href, safety.version).expect(204)
    expect(await find(t, 'trygghet')).toBeUndefined()
  })
})
