import { sql } from 'drizzle-orm'
import type { Response } from 'supertest'
import { describe, expect, test } from 'vitest'
import { organisations } from '../../src/registry/organisations/table.ts'
import { faultsOf, nobody, organisationOf, statusesOf, walk } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const aNeed = {
  type: 'sprakpraktik',
  title: 'Språkpraktik för en sfi-grupp (påhittad)',
  quantity: 6,
  startsOn: '2025-06-01',
  endsOn: '2025-06-20',
  areas: ['arbete-och-sysselsattning'],
  targetGroups: ['nyanlanda'],
  languages: ['sv', 'ar'],
  requirements: 'Nära en hållplats.',
  place: 'Kungälv',
  position: { latitude: 57.87, longitude: 11.98 },
}
const {
  position: _,
  requirements: __,
  place: ___,
  areas: ____,
  targetGroups: _____,
  languages: ______,
  ...bare
} = aNeed

/** A need of the matcher's, as it was answered. */
async function stated(t: TestApp, fields: object = {}) {
  const { body } = await t.as.matcher.post('/needs', { ...aNeed, ...fields }).expect(201)
  return { ...body, path: `/needs/${body.id}` }
}

/** An offer that has all that the need asks for. */
async function offered(t: TestApp, fields: object = {}, by: 'partner' | 'otherPartner' = 'partner'): Promise<string> {
  const { requirements: _r, quantity: _q, ...same } = aNeed
  const { body } = await t.as[by]
    .post('/contributions', { ...same, capacity: { offered: 3 }, status: 'published', ...fields })
    .expect(201)
  return body.id
}

/** Takes places of an offer for a need, past the commands; the counters follow by the triggers. */
const allocate = (t: TestApp, needId: string | null, contributionId: string, quantity: number, status = 'confirmed') =>
  t.connection.db
    .execute(sql`insert into allocations (contribution_id, need_id, quantity, status, hold_minutes, expires_at)
    values (${contributionId}, ${needId}, ${quantity}, ${status}, 60, case when ${status} = 'reserved' then timestamptz '2025-02-03 10:30Z' end)`)

const rowsOf = async (t: TestApp) =>
  (await t.connection.db.execute<{ count: number }>(sql`select count(*)::int as count from needs`)).rows[0]!.count
const byText = (a: string, b: string) => (a < b ? -1 : 1)
interface Suggestion {
  contribution: { id: string; title: string }
  score: number
  take: number
  covers: number
  reasons: { text: string }[]
}
const titlesOf = ({ body }: Response): string[] => body.items.map(({ title }: { title: string }) => title)

describe('stating a need', () => {
  test('a matcher states what its organisation needs, and those who can answer find it', async () => {
    await using t = await testApp()
    const answer = await t.as.matcher.post('/needs', aNeed).expect(201)
    const self = `/samhallskontraktet/v1/needs/${answer.body.id}`
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      organisation: { id: t.organisations.matcher, name: 'Provmatcharen (påhittad)' },
      ...aNeed,
      covered: 0,
      remaining: 6,
      status: 'open',
      _links: { self: { href: self } },
    })
    expect(answer.headers.location).toBe(self)
    await t.as.matcher.get(self, { 'if-none-match': answer.headers.etag! }).expect(304)
    for (const caller of [t.as.partner, t.as.reader, t.as.coordinator, t.as.matcher]) {
      expect((await caller.get(self).expect(200)).body).toEqual(answer.body)
      expect((await caller.get('/needs').expect(200)).body.items).toEqual([answer.body])
    }
    await t.as.public.get(self).expect(401)
    await t.as.public.get('/needs').expect(401)

    const { body } = await t.as.coordinator
      .post('/needs', { ...bare, organisationId: t.organisations.partner })
      .expect(201)
    expect(body).toMatchObject({ organisation: { id: t.organisations.partner }, areas: [], remaining: 6 })
    expect(body.position).toBeUndefined()
    await t.as.matcher.post('/needs', { ...bare, organisationId: t.organisations.matcher.toUpperCase() }).expect(201)

    const { body: history } = await t.as.coordinator.get(`${self}/history`).expect(200)
    expect(history.items).toMatchObject([{ operation: 'insert', actor: { role: 'matcher' }, new: { quantity: 6 } }])
    await t.as.matcher.get(`${self}/history`).expect(403)
  })

  test('twice with one Idempotency-Key states it once', async () => {
    await using t = await testApp()
    const once = { 'idempotency-key': 'behov-1' }
    const [first, again] = [
      await t.as.matcher.post('/needs', aNeed, once).expect(201),
      await t.as.matcher.post('/needs', aNeed, once).expect(201),
    ]
    expect(again.body).toEqual(first.body)
    expect(await rowsOf(t)).toBe(1)
  })

  test('is refused with all faults at once, and nothing is stored', async () => {
    await using t = await testApp()
    const bad = {
      ...aNeed,
      type: 'extratjanst',
      areas: ['halsa', 'finns-inte'],
      targetGroups: ['finns_inte'],
      languages: ['sv', 'xx'],
      startsOn: '2025-01-31',
      endsOn: '2025-01-30',
    }
    expect(faultsOf(await t.as.matcher.post('/needs', bad).expect(422))).toEqual([
      '/endsOn before_start',
      '/endsOn past',
      '/languages/1 unknown',
      '/type unknown',
      '/areas/1 unknown',
      '/targetGroups/0 unknown',
    ])
    const swedish = await t.as.matcher.post('/needs', { ...aNeed, type: 'finns_inte' }, { 'accept-language': 'sv' })
    expect([swedish.status, swedish.body.title]).toEqual([422, 'En regel följs inte'])
    expect(swedish.body.detail).toMatch(
      /^Det finns ingen sådan kod i bruk\. De som är i bruk finns på \/samhallskontraktet\/v1\/vocabularies\/contribution-types\/terms: .*feriejobb/,
    )
    const area = await t.as.matcher.post('/needs', { ...aNeed, areas: ['finns_inte'] }).expect(422)
    expect(area.body.detail).toContain('/samhallskontraktet/v1/areas: ')
    expect(faultsOf(await t.as.coordinator.post('/needs', aNeed).expect(422))).toEqual(['/organisationId required'])
    const unknown = await t.as.coordinator.post('/needs', { ...aNeed, organisationId: nobody }).expect(422)
    expect(faultsOf(unknown)).toEqual(['/organisationId unknown'])

    const malformed: [object, string][] = [
      [{ ...aNeed, quantity: 0 }, '/quantity too_small'],
      [{ ...aNeed, quantity: -1 }, '/quantity too_small'],
      [{ ...aNeed, quantity: 1e9 }, '/quantity too_large'],
      [{ ...aNeed, quantity: 1.5 }, '/quantity wrong_type'],
      [{ ...aNeed, quantity: '6' }, '/quantity wrong_type'],
      [{ ...aNeed, startsOn: '2025-02-30' }, '/startsOn wrong_format'],
      [{ ...aNeed, endsOn: null }, '/endsOn wrong_type'],
      [{ ...aNeed, title: '  ' }, '/title empty'],
      [{ ...aNeed, title: 'a\u0000b' }, '/title not_text'],
      [{ ...aNeed, areas: ['halsa', 'halsa'] }, '/areas repeated'],
      [{ ...aNeed, position: { latitude: 57.87 } }, '/position/longitude required'],
      [{ ...aNeed, position: { latitude: 91, longitude: 0 } }, '/position/latitude too_large'],
      [{ ...aNeed, position: { ...aNeed.position, altitude: 3 } }, '/position/altitude unknown_field'],
      [{ ...aNeed, covered: 3 }, '/covered unknown_field'],
      [{ ...aNeed, status: 'covered' }, '/status unknown_field'],
      [{ ...aNeed, organisationId: 'min egen' }, '/organisationId wrong_format'],
    ]
    for (const [sent, fault] of malformed) {
      expect(faultsOf(await t.as.matcher.post('/needs', sent).expect(400))).toEqual([fault])
    }
    const { quantity: _q, ...uncounted } = aNeed
    expect(faultsOf(await t.as.matcher.post('/needs', uncounted).expect(400))).toEqual(['/quantity required'])

    await t.as.matcher.post('/needs', { ...aNeed, organisationId: t.organisations.partner }).expect(403)
    for (const caller of [t.as.partner, t.as.reader]) await caller.post('/needs', aNeed).expect(403)
    await t.as.public.post('/needs', aNeed).expect(401)
    expect(await rowsOf(t)).toBe(0)

    await t.connection.db.update(organisations).set({ endedOn: '2025-02-03' })
    expect(faultsOf(await t.as.matcher.post('/needs', aNeed).expect(422))).toEqual(['/organisationId ended'])
  })
})

describe('whose needs', () => {
  test('others see what is still asked for by public organisations; an organisation sees all of its own', async () => {
    await using t = await testApp()
    const open = await stated(t, { title: 'Öppet (påhittat)' })
    const closed = await stated(t, { title: 'Stängt (påhittat)' })
    await t.as.matcher.post(`${closed.path}/closure`).expect(200)
    const internal = await organisationOf(t, { visibility: 'internal' })
    const { body: hidden } = await t.as.coordinator
      .post('/needs', { ...aNeed, title: 'Internt (påhittat)', organisationId: internal.id })
      .expect(201)

    for (const caller of [t.as.partner, t.as.otherPartner, t.as.reader]) {
      expect(titlesOf(await caller.get('/needs').expect(200))).toEqual(['Öppet (påhittat)'])
      expect((await caller.get('/needs?count=true').expect(200)).body.total).toBe(1)
      for (const unseen of [closed.path, `/needs/${hidden.id}`, `/needs/${nobody}`]) {
        await caller.get(unseen).expect(404)
        await caller.get(`${unseen}/matches`).expect(404)
      }
    }
    expect(titlesOf(await t.as.matcher.get('/needs?sort=title').expect(200))).toEqual([
      'Stängt (påhittat)',
      'Öppet (påhittat)',
    ])
    expect(titlesOf(await t.as.coordinator.get('/needs').expect(200))).toHaveLength(3)

    // Another matcher's: 403 where it is seen, 404 where it is not.
    const { body: key } = await t.as.coordinator
      .post('/api-keys', { name: 'Matchare två (påhittad)', role: 'matcher', organisationId: t.organisations.partner })
      .expect(201)
    const other = t.withKey(key.key)
    await other.patch(open.path, { quantity: 7 }, 1).expect(403)
    await other.delete(open.path, 1).expect(403)
    await other.post(`${open.path}/closure`).expect(403)
    await other.patch(closed.path, { quantity: 7 }, 2).expect(404)
    await other.delete(closed.path, 2).expect(404)
    for (const caller of [t.as.partner, t.as.reader]) {
      await caller.patch(open.path, { quantity: 7 }, 1).expect(403)
      await caller.delete(open.path, 1).expect(403)
      await caller.post(`${open.path}/closure`).expect(403)
    }
    expect((await t.as.matcher.get(open.path).expect(200)).body).toMatchObject({ version: 1, quantity: 6 })
  })

  test('are found by what they ask for and when, in Swedish order', async () => {
    await using t = await testApp()
    const add = (title: string, fields: object) => stated(t, { title: `${title} (påhittat)`, ...fields })
    await add('Ärlan', { type: 'feriejobb', startsOn: '2025-07-01', endsOn: '2025-07-31' })
    await add('Åsen', { areas: ['halsa', 'boende'], startsOn: '2025-06-01', endsOn: '2025-06-30' })
    await add('Zäta', { targetGroups: ['ungdomar'], startsOn: '2025-05-01', endsOn: '2025-05-31' })
    await add('Aspen', { areas: [], targetGroups: [], startsOn: '2025-06-30', endsOn: '2025-07-01' })
    const found = async (query: string) =>
      titlesOf(await t.as.partner.get(`/needs?${query}`).expect(200)).map((title) => title.split(' ')[0])

    expect(await found('sort=title')).toEqual(['Aspen', 'Zäta', 'Åsen', 'Ärlan'])
    expect(await found('sort=-startsOn')).toEqual(['Ärlan', 'Aspen', 'Åsen', 'Zäta'])
    expect(await found('type=feriejobb')).toEqual(['Ärlan'])
    expect(await found('sort=title&type=feriejobb,sprakpraktik')).toHaveLength(4)
    expect(await found('area=boende,trygghet')).toEqual(['Åsen'])
    expect(await found('targetGroup=ungdomar')).toEqual(['Zäta'])
    expect(await found('sort=title&startsAfter=2025-06-30')).toEqual(['Aspen', 'Ärlan'])
    expect(await found('sort=title&startsBefore=2025-06-01')).toEqual(['Zäta', 'Åsen'])
    expect(await found('sort=title&endsAfter=2025-07-01')).toEqual(['Aspen', 'Ärlan'])
    expect(await found('sort=title&endsBefore=2025-06-30')).toEqual(['Zäta', 'Åsen'])
    expect(await found(`organisationId=${t.organisations.partner}`)).toEqual([])
    expect(await found('q=arlan')).toEqual(['Ärlan'])
    expect(await found('status=partly_covered,covered')).toEqual([])
    expect(await found('updatedAfter=2025-02-03T09:30:00Z')).toEqual([])
    expect(await found('sort=title&updatedAfter=2025-02-03T09:29:59Z')).toHaveLength(4)
    for (const sort of ['title', '-title', 'startsOn', '-createdAt', 'updatedAt']) {
      const all = await walk(t.as.partner, `/needs?limit=1&sort=${sort}`)
      expect(new Set(all.map(({ id }) => id)).size).toBe(4)
    }
    await t.as.partner.get('/needs?status=lost').expect(400)
    await t.as.partner.get('/needs?sort=quantity').expect(400)
  })
})

describe('changing a need', () => {
  test('changes what is sent, clears what is null, and keeps the rest', async () => {
    await using t = await testApp()
    const need = await stated(t)
    const { body } = await t.as.matcher
      .patch(need.path, { quantity: 8, endsOn: '2025-06-27', position: null, requirements: null, areas: [] }, 1)
      .expect(200)
    const { position: _p, requirements: _r, path: _path, ...kept } = need
    expect(body).toEqual({ ...kept, version: 2, quantity: 8, remaining: 8, endsOn: '2025-06-27', areas: [] })
    await t.as.matcher.patch(need.path, { quantity: 9 }, 1).expect(412)
    await t.as.matcher.call('patch', need.path).send({ quantity: 9 }).expect(428)
    const { body: byCoordinator } = await t.as.coordinator
      .patch(need.path, { type: 'feriejobb', position: { latitude: 0, longitude: -180 } }, 2)
      .expect(200)
    expect(byCoordinator).toMatchObject({ type: 'feriejobb', position: { latitude: 0, longitude: -180 } })
    // What is as it was raises no version.
    await t.as.matcher.patch(need.path, { quantity: 8 }, 3).expect(200).expect('etag', /^"3-/)

    const wrong: [object, number, string[]][] = [
      [{ endsOn: '2025-05-31' }, 422, ['/endsOn before_start']],
      [{ startsOn: '2025-01-01', endsOn: '2025-02-02' }, 422, ['/endsOn past']],
      [{ type: 'extratjanst', areas: ['finns-inte'] }, 422, ['/type unknown', '/areas/0 unknown']],
      [{ languages: ['qq'] }, 422, ['/languages/0 unknown']],
      [{ title: null }, 400, ['/title wrong_type']],
      [{ areas: null }, 400, ['/areas wrong_type']],
      [{ organisationId: t.organisations.partner }, 400, ['/organisationId unknown_field']],
      [{}, 400, [' empty']],
    ]
    for (const [patch, status, faults] of wrong) {
      expect(faultsOf(await t.as.matcher.patch(need.path, patch, 3).expect(status))).toEqual(faults)
    }
    expect((await t.as.matcher.get(need.path).expect(200)).body).toEqual(byCoordinator)
  })

  test('goes on with codes that have ended since, and with a period that has passed', async () => {
    await using t = await testApp()
    const need = await stated(t)
    await t.connection.db.execute(
      sql`update contribution_types set ended_on = '2025-02-01' where code = 'sprakpraktik'`,
    )
    await t.connection.db.execute(
      sql`update areas set ended_on = '2025-02-01' where code = 'arbete-och-sysselsattning'`,
    )
    t.clock.now = new Date('2025-06-21T09:00:00Z')
    await t.as.matcher.patch(need.path, { title: 'Nytt namn (påhittat)', quantity: 5 }, 1).expect(200)
    const answer = await t.as.matcher.patch(need.path, { areas: [...aNeed.areas, 'finns-inte'] }, 2).expect(422)
    expect(faultsOf(answer)).toEqual(['/areas/1 unknown'])
  })

  test('two writers with one ETag: one wins, the other hears of it', async () => {
    await using t = await testApp()
    const need = await stated(t)
    const answers = await Promise.all([7, 8].map((quantity) => t.as.matcher.patch(need.path, { quantity }, 1)))
    expect(statusesOf(answers)).toEqual([200, 412])
    const { body } = answers.find(({ status }) => status === 412)!
    expect(body).toMatchObject({ currentVersion: 2, changedFields: ['quantity'] })
  })

  test('follows what is covered, and never asks for less than that', async () => {
    await using t = await testApp()
    const need = await stated(t)
    const { headers: before } = await t.as.partner.get(need.path).expect(200)
    const offer = await offered(t, { capacity: { offered: 20 } })
    await allocate(t, need.id, offer, 2)
    await allocate(t, need.id, offer, 2, 'reserved')
    await allocate(t, need.id, offer, 9, 'waiting')
    const { body, headers } = await t.as.partner.get(need.path).expect(200)
    expect(body).toMatchObject({ covered: 4, remaining: 2, status: 'partly_covered', version: 2 })
    expect(titlesOf(await t.as.partner.get('/needs?status=partly_covered').expect(200))).toEqual([aNeed.title])
    // A place more moves the counter but no state: the version stays, the ETag does not.
    await allocate(t, need.id, offer, 1)
    const more = await t.as.partner.get(need.path, { 'if-none-match': headers.etag! }).expect(200)
    expect(more.body).toMatchObject({ covered: 5, remaining: 1, version: 2 })
    expect(new Set([before.etag, headers.etag, more.headers.etag]).size).toBe(3)

    const less = await t.as.matcher.patch(need.path, { quantity: 3, type: 'feriejobb' }, 2).expect(409)
    expect(faultsOf(less)).toEqual(['/type not_allowed', '/quantity below_covered'])
    expect(less.body.errors[1].detail).toBe('5 are covered: quantity cannot be 3, which is 2 too few.')
    const { body: exact } = await t.as.matcher.patch(need.path, { quantity: 5 }, 2).expect(200)
    expect(exact).toMatchObject({ quantity: 5, covered: 5, remaining: 0, status: 'covered', version: 3 })
    const { body: raised } = await t.as.matcher.patch(need.path, { quantity: 6 }, 3).expect(200)
    expect(raised).toMatchObject({ remaining: 1, status: 'partly_covered' })
  })

  test('ends when it is closed, which can be done again', async () => {
    await using t = await testApp()
    const need = await stated(t)
    await allocate(t, need.id, await offered(t), 2)
    const { body } = await t.as.matcher.post(`${need.path}/closure`).expect(200)
    expect(body).toMatchObject({ status: 'closed', covered: 2, remaining: 0, version: 3 })
    const again = await t.as.matcher.post(`${need.path}/closure`).expect(200)
    expect(again.body).toEqual(body)
    for (const caller of [t.as.matcher, t.as.coordinator]) {
      await caller.patch(need.path, { quantity: 8 }, 3).expect(409)
      expect((await caller.get(need.path).expect(200)).body).toEqual(body)
    }
    await t.as.matcher.post(`/needs/${nobody}/closure`).expect(404)
    const { body: history } = await t.as.coordinator.get(`${need.path}/history`).expect(200)
    expect(history.items.map((item: { new: { status: string } }) => item.new.status)).toEqual([
      'closed',
      'partly_covered',
      'open',
    ])
  })

  test('can be removed while no allocation refers to it', async () => {
    await using t = await testApp()
    const [need, other] = [await stated(t), await stated(t)]
    await allocate(t, other.id, await offered(t), 1, 'cancelled')
    const refused = await t.as.matcher.delete(other.path, 1).expect(409)
    expect(refused.body.detail).toBe('It cannot be removed: allocations (1) refer to it.')
    await t.as.matcher.delete(need.path, 2).expect(412)
    await t.as.matcher.delete(need.path, 1).expect(204)
    await t.as.matcher.delete(need.path, 1).expect(404)
    await t.as.matcher.patch(need.path, { quantity: 2 }, 1).expect(404)
    expect(await rowsOf(t)).toBe(1)
  })
})

describe('what could answer a need', () => {
  test('is suggested with a score and its reasons, best total cover first', async () => {
    await using t = await testApp()
    const need = await stated(t)
    const north = { latitude: 57.87 + 14 / 111.195, longitude: 11.98 }
    const far = await offered(
      t,
      { title: 'Längre bort (påhittat)', position: north, areas: [], languages: ['sv'] },
      'otherPartner',
    )
    const good = await offered(t, { title: 'Passar (påhittat)', startsOn: '2025-05-01', endsOn: '2025-12-31' })
    const always = { startsOn: undefined, endsOn: undefined, position: undefined }
    const open = await offered(t, { title: 'Löpande (påhittat)', ...always, capacity: { offered: 9, funded: 2 } })
    const half = await offered(t, { title: 'Halva tiden (påhittat)', endsOn: '2025-06-10', capacity: { offered: 30 } })

    const { body, headers } = await t.as.matcher.get(`${need.path}/matches`).expect(200)
    expect(headers['content-language']).toBe('en')
    const brief = body.suggestions.map(({ contribution, score, take, covers }: Suggestion) => [
      contribution.id,
      score,
      take,
      covers,
    ])
    expect({ ...body, suggestions: brief }).toEqual({
      needId: need.id,
      remaining: 6,
      coverable: 6,
      suggestions: [
        // 3 of 6 places: 3 of 5 points.
        [good, 98, 3, 3],
        // Position unknown, 2 of 6 places.
        [open, 92, 2, 5],
        // 10 of 20 days.
        [half, 88, 1, 6],
        // No areas, one of two languages, 14 km away, 3 of 6 places.
        [far, 86, 0, 6],
      ],
    })
    expect(body.suggestions[3].reasons).toEqual([
      { code: 'type', points: 25, of: 25, text: 'Of the type asked for.' },
      { code: 'period', points: 25, of: 25, text: 'On 20 of the 20 days.' },
      { code: 'target_group', points: 15, of: 15, text: 'Meets 1 of 1 target groups.' },
      { code: 'area', points: 5, of: 10, text: 'The offer names no areas.' },
      { code: 'language', points: 5, of: 10, text: 'Meets 1 of 2 languages.' },
      { code: 'distance', points: 8, of: 10, text: '14 km away.' },
      { code: 'places', points: 3, of: 5, text: '3 left; 6 still asked for.' },
    ])
    expect(body.suggestions[3]).toMatchObject({
      distanceKm: 14,
      contribution: {
        organisation: { id: t.organisations.otherPartner, name: 'Den andra partnern (påhittad)' },
        title: 'Längre bort (påhittat)',
        type: 'sprakpraktik',
        startsOn: '2025-06-01',
        endsOn: '2025-06-20',
        place: 'Kungälv',
        available: 3,
        _links: { self: { href: `/samhallskontraktet/v1/contributions/${far}` } },
      },
    })
    expect(body.suggestions[1].distanceKm).toBeUndefined()

    const swedish = await t.as.partner.get(`${need.path}/matches?limit=1`, { 'accept-language': 'sv' }).expect(200)
    expect(swedish.headers['content-language']).toBe('sv')
    expect(swedish.body).toMatchObject({ coverable: 6, suggestions: [{ contribution: { id: good }, take: 3 }] })
    expect(swedish.body.suggestions[0].reasons[1].text).toBe('Under 20 av de 20 dagarna.')
    for (const limit of ['0', '101', 'x']) await t.as.matcher.get(`${need.path}/matches?limit=${limit}`).expect(400)
    await t.as.public.get(`${need.path}/matches`).expect(401)

    // What is covered is asked for no more.
    await allocate(t, need.id, good, 3)
    await allocate(t, need.id, half, 3)
    const { body: covered } = await t.as.matcher.get(`${need.path}/matches`).expect(200)
    expect(covered).toMatchObject({ remaining: 0, coverable: 0 })
    expect(covered.suggestions.map(({ take }: Suggestion) => take)).toEqual([0, 0, 0])
  })

  test('covers the need when the matcher takes what is suggested, from the top', async () => {
    await using t = await testApp()
    const need = await stated(t)
    for (const [places, fields] of [
      [2, {}],
      [3, { areas: [] }],
      [5, { endsOn: '2025-06-10' }],
    ] as const) {
      await offered(t, { ...fields, capacity: { offered: places } })
    }
    const { body } = await t.as.matcher.get(`${need.path}/matches`).expect(200)
    expect(body.suggestions.map(({ take }: Suggestion) => take)).toEqual([2, 3, 1])
    for (const { take, covers, contribution } of body.suggestions) {
      const path = `/contributions/${contribution.id}/allocations`
      await t.as.matcher.post(path, { quantity: take, needId: need.id }).expect(201)
      expect((await t.as.matcher.get(need.path).expect(200)).body.covered).toBe(covers)
    }
    const { body: covered } = await t.as.matcher.get(need.path).expect(200)
    expect(covered).toMatchObject({ status: 'covered', remaining: 0 })
  })

  test('is open to applicants, has places left and nobody in line, and shares a day with the need from today on', async () => {
    await using t = await testApp()
    const need = await stated(t)
    const wanted = await Promise.all([
      offered(t, { applyBy: '2025-02-03' }),
      offered(t, { startsOn: '2025-01-01', endsOn: '2025-06-01' }),
      offered(t, { startsOn: '2025-06-20', endsOn: '2025-06-30' }),
    ])
    await offered(t, { type: 'praktikplats' })
    await offered(t, { status: 'draft' })
    await offered(t, { applyBy: '2025-02-02' })
    await offered(t, { startsOn: '2025-01-01', endsOn: '2025-05-31' })
    await offered(t, { startsOn: '2025-06-21', endsOn: '2025-06-30' })
    await offered(t, { capacity: { offered: 3, funded: 0 } })
    for (const act of ['pause', 'closure'])
      await t.as.partner.post(`/contributions/${await offered(t)}/${act}`).expect(200)
    await allocate(t, null, await offered(t), 9, 'waiting')
    const internal = await organisationOf(t, { visibility: 'internal' })
    const { requirements: _r, quantity: _q, ...same } = aNeed
    const hidden = { ...same, capacity: { offered: 3 }, status: 'published', organisationId: internal.id }
    const { body: unseen } = await t.as.coordinator.post('/contributions', hidden).expect(201)

    const idsFor = async (caller: 'matcher' | 'coordinator') =>
      (await t.as[caller].get(`${need.path}/matches`).expect(200)).body.suggestions
        .map(({ contribution }: Suggestion) => contribution.id)
        .toSorted(byText)
    expect(await idsFor('matcher')).toEqual(wanted.toSorted(byText))
    expect(await idsFor('coordinator')).toEqual([...wanted, unseen.id].toSorted(byText))

    // Days that have passed are covered no more: of the ten that are left, one.
    t.clock.now = new Date('2025-06-11T09:00:00Z')
    const { body } = await t.as.matcher.get(`${need.path}/matches`).expect(200)
    expect(body.suggestions.map(({ reasons }: Suggestion) => reasons[1]!.text)).toEqual(['On 1 of the 10 days.'])
    t.clock.now = new Date('2025-06-21T09:00:00Z')
    expect((await t.as.matcher.get(`${need.path}/matches`).expect(200)).body.suggestions).toEqual([])
  })

  test('tells the position of a contribution as it was sent, and clears it with null', async () => {
    await using t = await testApp()
    const id = await offered(t)
    const { body } = await t.as.public.get(`/contributions/${id}`).expect(200)
    expect(body.position).toEqual(aNeed.position)
    const { body: moved } = await t.as.partner
      .patch(`/contributions/${id}`, { position: { latitude: 57.7, longitude: 12 } }, 1)
      .expect(200)
    expect(moved).toMatchObject({ version: 2, position: { latitude: 57.7, longitude: 12 } })
    const { body: cleared } = await t.as.partner.patch(`/contributions/${id}`, { position: null }, 2).expect(200)
    expect(cleared.position).toBeUndefined()
    const half = await t.as.partner.patch(`/contributions/${id}`, { position: { latitude: 57.7 } }, 3).expect(400)
    expect(faultsOf(half)).toEqual(['/position/longitude required'])
  })

  test('is found among thousands of offers in one bounded question', async () => {
    await using t = await testApp()
    const need = await stated(t, { quantity: 1_000_000 })
    await t.connection.db.execute(sql`
      insert into contributions (organisation_id, type, title, offered, status, published_at, starts_on, ends_on)
      select ${t.organisations.partner}, 'sprakpraktik', 'Plats (påhittad) ' || n, 1, 'published', registry_now(),
        date '2025-06-01' + n % 30, date '2025-06-01' + n % 30 from generate_series(1, 3000) n`)
    const best = await offered(t)
    const { body } = await t.as.matcher.get(`${need.path}/matches?limit=100`).expect(200)
    expect(body.suggestions).toHaveLength(100)
    expect(body.suggestions[0].contribution.id).toBe(best)
    // 499 with one place each, and the best with three.
    expect(body.coverable).toBe(502)
  })
})
