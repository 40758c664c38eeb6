import { describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '../support/test-app.ts'

const types = '/vocabularies/contribution-types/terms'
const sectors = '/vocabularies/sectors/terms'
const term = {
  code: 'digital-handledning',
  label: { sv: 'Digital handledning (påhittad)', en: 'Digital guidance (fictional)' },
}

interface Page {
  items: { code: string }[]
  _links: { next?: { href: string } }
}
const codes = (body: Page) => body.items.map(({ code }) => code)
const find = async (t: TestApp, path: string, code: string) => {
  const { body } = await t.as.public.get(`${path}?limit=200`).expect(200)
  return body.items.find((item: { code: string }) => item.code === code)
}

describe('vocabularies', () => {
  test('anyone reads the vocabularies and their terms', async () => {
    await using t = await testApp()
    const { body } = await t.as.public.get('/vocabularies').expect(200)
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
      'contribution-types',
      'sectors',
      'participant-roles',
      'target-groups',
      'outcome-metrics',
      'collaboration-kinds',
      'contact-roles',
      'signature-methods',
      'signature-end-reasons',
    ])
    for (const { _links } of body.items) {
      const { body: terms } = await t.as.public.get(_links.terms.href).expect(200)
      expect(terms.items[0]).toMatchObject({ position: 0, label: { sv: expect.any(String), en: expect.any(String) } })
    }
    await t.as.public.get('/vocabularies?limit=1').expect(400)
    await t.as.public.get('/vocabularies/colours/terms').expect(400)
    await t.as.public.get(`${types}/not-an-id`).expect(400)
    await t.as.public.get(`${types}/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10`).expect(404)
    const sector = await find(t, sectors, 'faith')
    await t.as.public.get(`${types}/${sector.id}`).expect(404)
    const { body: one, headers } = await t.as.public.get(sector._links.self.href).expect(200)
    expect(one).toEqual(sector)
    expect(one).not.toHaveProperty('unit')
    await t.as.public.get(sector._links.self.href, { 'if-none-match': headers.etag! }).expect(304)
  })

  test('terms come in their order, are searched in both languages, and can be walked', async () => {
    await using t = await testApp()
    const { body: all } = await t.as.public.get(`${types}?limit=200&count=true`).expect(200)
    expect(all.total).toBe(18)
    expect(codes(all).slice(0, 2)).toEqual(['feriejobb', 'praktikplats'])
    for (const sort of ['position', '-position', 'code', 'label', '-label', 'createdAt', 'updatedAt']) {
      const walked: string[] = []
      let path: string | undefined = `${types}?limit=5&sort=${sort}`
      while (path) {
        const { body }: { body: Page } = await t.as.public.get(path).expect(200)
        walked.push(...codes(body))
        path = body._links.next?.href
      }
      expect(walked.toSorted()).toEqual(codes(all).toSorted())
    }
    const { body: byLabel } = await t.as.public.get(`${sectors}?sort=-label&limit=1`).expect(200)
    expect(codes(byLabel)).toEqual(['other'])
    const search = async (q: string) =>
      codes((await t.as.public.get(`${types}?q=${encodeURIComponent(q)}`).expect(200)).body)
    expect(await search('sprak')).toEqual(['sprakpraktik'])
    expect(await search('summer job')).toEqual(['feriejobb'])
    expect(await search('100%')).toEqual([])
    await t.as.public.get(`${types}?sort=unit`).expect(400)
    await t.as.public.get(`${types}?colour=red`).expect(400)
    const { body: narrow } = await t.as.public.get(`${types}?fields=code,label&limit=1`).expect(200)
    expect(Object.keys(narrow.items[0])).toEqual(['code', 'label'])
  })

  test('one more than the last place has comes beside the last', async () => {
    await using t = await testApp()
    for (const [code, position] of [
      ['sist', 1_000_000],
      ['sist-ocksa', undefined],
    ] as const) {
      const { body } = await t.as.coordinator.post(types, { ...term, code, position }).expect(201)
      expect(body.position).toBe(1_000_000)
    }
  })

  test('a coordinator adds a type, changes it, and ends it', async () => {
    await using t = await testApp()
    const { body: made, headers } = await t.as.coordinator
      .post(types, { ...term, unit: 'hour', note: 'Påhittad.' })
      .expect(201)
    expect(made).toMatchObject({ ...term, unit: 'hour', note: 'Påhittad.', position: 18, version: 1 })
    expect(headers.location).toBe(made._links.self.href)
    const self = made._links.self.href

    const { body: changed } = await t.as.coordinator
      .patch(self, { label: { en: 'Guidance' }, note: null }, 1)
      .expect(200)
    expect(changed).toMatchObject({ version: 2, label: { sv: term.label.sv, en: 'Guidance' } })
    expect(changed).not.toHaveProperty('note')
    await t.as.coordinator.patch(self, { label: { en: 'Late' } }, 1).expect(412)

    const ended = async (value: boolean) =>
      codes((await t.as.public.get(`${types}?ended=${value}&limit=200`).expect(200)).body)
    await t.as.coordinator.patch(self, { endedOn: '2025-02-04' }, 2).expect(200)
    expect(await ended(true)).toEqual(['extratjanst'])
    t.clock.now = new Date('2025-02-03T23:30:00Z')
    expect(await ended(true)).toEqual(['extratjanst', term.code])
    expect(await ended(false)).not.toContain(term.code)

    const { body: since } = await t.as.public.get(`${types}?updatedAfter=2025-02-01T00:00:00Z`).expect(200)
    expect(codes(since)).toEqual([term.code])
    const { body: history } = await t.as.coordinator.get(`${self}/history`).expect(200)
    expect(history.items.map(({ fields }: { fields: string[] }) => fields)).toMatchObject([
      ['endedOn'],
      ['labelEn', 'note'],
      expect.any(Array),
    ])
    await t.as.partner.get(`${self}/history`).expect(403)
    await t.as.coordinator.get(`${self.replace('contribution-types', 'sectors')}/history`).expect(404)
  })

  test('a bad term is refused with every fault, and nothing is stored', async () => {
    await using t = await testApp()
    const before = (await t.as.public.get(`${sectors}?count=true`)).body.total
    const { body } = await t.as.coordinator
      .post(sectors, { code: 'Stora Bokstäver', label: { sv: '' }, position: -1, colour: 'red' })
      .expect(400)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/code',
      '/colour',
      '/label/en',
      '/label/sv',
      '/position',
    ])
    const { body: unit } = await t.as.coordinator.post(sectors, { ...term, unit: 'hour' }).expect(422)
    expect(unit.errors).toMatchObject([{ pointer: '/unit', code: 'not_allowed' }])
    const { body: taken } = await t.as.coordinator.post(sectors, { ...term, code: 'faith' }).expect(409)
    expect(taken.errors).toMatchObject([{ pointer: '/code', code: 'taken' }])
    const faith = await find(t, sectors, 'faith')
    const self = faith._links.self.href
    await t.as.coordinator.patch(self, { code: 'belief' }, 1).expect(400)
    await t.as.coordinator.patch(self, { label: {} }, 1).expect(400)
    await t.as.coordinator.patch(self, { label: { sv: null } }, 1).expect(400)
    await t.as.coordinator.patch(self, { position: null }, 1).expect(400)
    await t.as.coordinator.patch(self, {}, 1).expect(400)
    await t.as.coordinator.patch(self, { endedOn: '2023-02-30' }, 1).expect(400)
    await t.as.coordinator.patch(self, { unit: 'place' }, 1).expect(422)
    await t.as.coordinator.call('patch', self).send({ position: 3 }).expect(428)
    expect(await find(t, sectors, 'faith')).toEqual(faith)
    expect((await t.as.public.get(`${sectors}?count=true`)).body.total).toBe(before)
  })

  test('only coordinators write', async () => {
    await using t = await testApp()
    const { _links, version } = await find(t, types, 'prao')
    for (const name of ['partner', 'matcher', 'reader', 'public'] as const) {
      const status = name === 'public' ? 401 : 403
      await t.as[name].post(types, term).expect(status)
      await t.as[name].patch(_links.self.href, { position: 1 }, version).expect(status)
      await t.as[name].delete(_links.self.href, version).expect(status)
    }
    expect((await find(t, types, 'prao')).version).toBe(version)
  })

  test('of two who write at once with one ETag, or one code, the first wins', async () => {
    await using t = await testApp()
    const { body: made } = await t.as.coordinator.post(types, term).expect(201)
    const self = made._links.self.href
    const changes = await Promise.all([1, 2].map((position) => t.as.coordinator.patch(self, { position }, 1)))
    expect(changes.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
    const additions = await Promise.all([1, 2].map(() => t.as.coordinator.post(types, { ...term, code: 'samtidig' })))
    expect(additions.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  test('a term is removed while nothing uses it, and otherwise the answer says what does', async () => {
    await using t = await testApp()
    const { body: made } = await t.as.coordinator.post(types, term).expect(201)
    await t.as.coordinator.delete(made._links.self.href, 7).expect(412)
    await t.as.coordinator.delete(made._links.self.href, 1).expect(204)
    await t.as.coordinator.delete(made._links.self.href, 1).expect(404)
    const { body: history } = await t.as.coordinator.get(`${made._links.self.href}/history`).expect(200)
    expect(history.items[0].operation).toBe('delete')

    const business = await find(t, sectors, 'business')
    const { body: used } = await t.as.coordinator.delete(business._links.self.href, business.version).expect(409)
    expect(used.detail).toContain('organisations (3)')

    const { pool } = t.connection
    await pool.query(
      `insert into collaborations (name, kind, target_groups) values ('Provhäng (påhittad)', 'network', '{aldre,ungdomar}')`,
    )
    await pool.query(
      `insert into contributions (organisation_id, type, title, offered, target_groups) select $1, 'maltid', 'Soppa (påhittad)', 1, '{aldre}' from generate_series(1, 2)`,
      [t.organisations.partner],
    )
    const group = await find(t, '/vocabularies/target-groups/terms', 'aldre')
    const { body: held } = await t.as.coordinator.delete(group._links.self.href, group.version).expect(409)
    expect(held.errors.map(({ detail }: { detail: string }) => detail)).toEqual([
      '1 of collaborations refer to it.',
      '2 of contributions refer to it.',
    ])
    const unused = await find(t, '/vocabularies/target-groups/terms', 'ukrainare')
    await t.as.coordinator.delete(unused._links.self.href, unused.version).expect(204)
  })

  test('a term that has ended is used for nothing new, and what has it already keeps it', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    const { body: before } = await t.as.coordinator.get(path).expect(200)
    for (const code of ['business', 'housing']) {
      const { _links, version } = await find(t, sectors, code)
      await t.as.coordinator.patch(_links.self.href, { endedOn: '2025-02-03' }, version).expect(200)
    }
    const { body: kept } = await t.as.coordinator
      .patch(path, { sector: 'business', municipalityCode: '1482' }, before.version)
      .expect(200)
    for (const sector of ['housing', 'no-such-sector']) {
      const { body } = await t.as.coordinator.patch(path, { sector }, kept.version).expect(422)
      expect(body.errors).toMatchObject([{ pointer: '/sector', code: 'unknown' }])
    }
    await t.as.coordinator.patch(path, { sector: 'faith' }, kept.version).expect(200)
  })
  test('a type says when it is followed up, and a metric what it is a part of', async () => {
    await using t = await testApp()
    const metrics = '/vocabularies/outcome-metrics/terms'
    expect((await find(t, types, 'feriejobb')).followUpDays).toBe(90)
    const { body: type } = await t.as.coordinator.post(types, { ...term, followUpDays: 30 }).expect(201)
    expect(type).toMatchObject({ followUpDays: 30, unit: 'place' })
    expect(type).not.toHaveProperty('partOf')
    const { body: later } = await t.as.coordinator.patch(type._links.self.href, { followUpDays: 0 }, 1).expect(200)
    expect(later.followUpDays).toBe(0)
    await t.as.coordinator.patch(type._links.self.href, { followUpDays: null }, 2).expect(400)
    await t.as.coordinator.patch(type._links.self.href, { followUpDays: -1 }, 2).expect(400)

    const got = await find(t, metrics, 'fatt_arbete')
    expect(got).toMatchObject({ partOf: 'deltagare', label: { sv: 'Har fått arbete', en: 'Got work' } })
    expect(got).not.toHaveProperty('followUpDays')
    const pledged = { ...term, code: 'tillsvidare', partOf: 'fatt_arbete' }
    const { body: made } = await t.as.coordinator.post(metrics, pledged).expect(201)
    expect(made.partOf).toBe('fatt_arbete')
    for (const [path, body, fault] of [
      [metrics, { ...term, partOf: 'finns_inte' }, '/partOf unknown'],
      [metrics, { ...term, partOf: term.code }, '/partOf circular'],
      [metrics, { ...term, followUpDays: 90 }, '/followUpDays not_allowed'],
      [sectors, { ...term, partOf: 'deltagare' }, '/partOf not_allowed'],
    ] as const) {
      const { body: refused } = await t.as.coordinator.post(path, body).expect(422)
      expect(
        refused.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
      ).toEqual([fault])
    }
    await t.as.coordinator.patch(got._links.self.href, { partOf: 'tillsvidare' }, 1).expect(422)
    // Two who would close a circle together: one of them sees the other.
    const [one, two] = [await find(t, metrics, 'besok'), await find(t, metrics, 'natta')]
    const answers = await Promise.all([
      t.as.coordinator.patch(one._links.self.href, { partOf: 'natta' }, 1),
      t.as.coordinator.patch(two._links.self.href, { partOf: 'besok' }, 1),
    ])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422])
    expect((await t.as.coordinator.delete(got._links.self.href, 1).expect(409)).body.detail).toContain(
      'outcome_metrics (1)',
    )
    await t.as.coordinator.patch(made._links.self.href, { partOf: null }, 1).expect(200)
    await t.as.coordinator.delete(got._links.self.href, 1).expect(204)
  })
})
