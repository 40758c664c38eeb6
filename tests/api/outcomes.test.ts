import { describe, expect, test } from 'vitest'
import { aSource, faultsOf, nobody, statusesOf, takesPart, walk } from '../support/builders.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const spring = { from: '2024-01-08', to: '2024-05-31' }
const swedish = { 'accept-language': 'sv' }

/** What a partner has offered. */
async function offered(t: TestApp, caller: Caller = t.as.partner, fields: object = {}): Promise<string> {
  const offer = {
    type: 'feriejobb',
    title: 'Sommarjobb (påhittat)',
    areas: ['arbete-och-sysselsattning'],
    capacity: { offered: 40 },
    status: 'published',
  }
  return (await caller.post('/contributions', { ...offer, ...fields }).expect(201)).body.id
}

const idFrom = async (t: TestApp, statement: string, values: unknown[] = []): Promise<string> =>
  (await t.connection.pool.query(`${statement} returning id`, values)).rows[0].id

/** Places of a contribution that the matcher has, past the commands. */
const allocated = (t: TestApp, contributionId: string, quantity: number, matcherId = t.organisations.matcher) =>
  idFrom(
    t,
    `insert into allocations (contribution_id, matcher_id, quantity, status, hold_minutes) values ($1, $2, $3, 'completed', 60)`,
    [contributionId, matcherId, quantity],
  )

const collaborationOf = (t: TestApp, status = 'active') =>
  idFrom(
    t,
    `insert into collaborations (name, kind, status, areas) values ('Provspåret (påhittat)', 'job_track', $1, '{boende}')`,
    [status],
  )

/** A figure as a coordinator records it. */
const recorded = async (t: TestApp, body: object) =>
  (await t.as.coordinator.post('/outcomes', { ...spring, ...body }).expect(201)).body

const figuresOf = async (caller: Caller, query = '') =>
  Object.fromEntries(
    (await walk(caller, `/outcomes?limit=200&${query}`)).map(({ metric, value, display }) => [
      metric,
      value ?? display,
    ]),
  )
const summed = async (caller: Caller, query = '') =>
  (await caller.get(`/outcomes/summary?${query}`).expect(200)).body.items
const countOf = async (t: TestApp, table: string) =>
  (await t.connection.pool.query(`select count(*) from ${table}`)).rows[0].count as number

describe('recording outcomes', () => {
  test('a partner records what came of its contribution, and everybody reads it', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const body = { contributionId, metric: 'deltagare', value: 12, ...spring, note: 'Enligt närvarolistan.' }
    const answer = await t.as.partner.post('/outcomes', body).expect(201)
    const self = answer.body._links.self.href
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-/),
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      ...body,
      hidden: false,
      sources: [],
      inferred: [],
      publiclyStated: false,
      enteredLater: false,
      _links: { self: { href: self } },
    })
    expect(answer.headers.location).toBe(self)
    for (const caller of [t.as.public, t.as.reader, t.as.matcher, t.as.partner, t.as.coordinator]) {
      expect((await caller.get(self).expect(200).expect('etag', answer.headers.etag!)).body).toEqual(answer.body)
      expect((await caller.get(`/outcomes?contributionId=${contributionId}`)).body.items).toEqual([answer.body])
    }
    await t.as.public.get(self, { 'if-none-match': answer.headers.etag! }).expect(304)
    await t.as.public.get(`/outcomes/${nobody}`).expect(404)

    const changed = await t.as.partner
      .patch(self, { value: 30, note: null, to: null }, answer.headers.etag!)
      .expect(200)
    expect(changed.body).toMatchObject({ version: 2, value: 30, from: spring.from })
    expect(changed.body).not.toHaveProperty('note')
    expect(changed.body).not.toHaveProperty('to')
    expect((await t.as.partner.patch(self, { value: 30 }, 2).expect(200)).body.version).toBe(2)
    await t.as.partner.patch(self, { contributionId: nobody }, 2).expect(400)
    await t.as.partner.patch(self, { value: null }, 2).expect(400)
    await t.as.partner.call('patch', self).send({ value: 1 }).expect(428)
    const { body: history } = await t.as.coordinator.get(`${self}/history`).expect(200)
    expect(history.items.map(({ fields }: { fields: string[] }) => fields)[0]).toEqual(['note', 'toDay', 'value'])
    await t.as.partner.get(`${self}/history`).expect(403)
    await t.as.partner.delete(self, 1).expect(412)
    await t.as.partner.delete(self, 2).expect(204)
    await t.as.public.get(self).expect(404)
  })

  test('each records and changes its own: partners their contributions, matchers their allocations, coordinators all', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const allocationId = await allocated(t, contributionId, 6)
    const collaborationId = await collaborationOf(t)
    const bodies = { contributionId, allocationId, collaborationId }
    const wanted = {
      coordinator: [201, 201, 201],
      partner: [201, 422, 403],
      otherPartner: [403, 422, 403],
      matcher: [403, 201, 403],
      reader: [403, 403, 403],
      public: [401, 401, 401],
    }
    const metrics = { coordinator: 'deltagare', partner: 'slutfort', matcher: 'studier' } as Record<string, string>
    for (const [name, statuses] of Object.entries(wanted)) {
      const caller = t.as[name as keyof TestApp['as']]
      const got: number[] = []
      for (const [subject, id] of Object.entries(bodies)) {
        got.push((await caller.post('/outcomes', { [subject]: id, metric: metrics[name] ?? 'besok', value: 6 })).status)
      }
      expect([name, got]).toEqual([name, statuses])
    }
    const all = await walk(t.as.coordinator, '/outcomes')
    const of = (subject: string) => all.find((row) => row.metric === 'deltagare' && row[subject])
    const changes = {
      partner: [200, 404, 403],
      otherPartner: [403, 404, 403],
      matcher: [403, 200, 403],
    }
    for (const [name, statuses] of Object.entries(changes)) {
      const caller = t.as[name as keyof TestApp['as']]
      const got: number[] = []
      for (const subject of Object.keys(bodies)) {
        got.push((await caller.patch(`/outcomes/${of(subject).id}`, { value: 7 }, '*')).status)
      }
      expect([name, got]).toEqual([name, statuses])
    }
    // An allocation's figures are between its maker and the coordinators.
    for (const [name, seen] of [
      ['coordinator', 2],
      ['matcher', 2],
      ['partner', 0],
      ['otherPartner', 0],
      ['reader', 0],
      ['public', 0],
    ] as const) {
      const { body } = await t.as[name].get(`/outcomes?count=true&allocationId=${allocationId}`).expect(200)
      expect([name, body.total, body.items.length]).toEqual([name, seen, seen])
      await t.as[name].get(`/outcomes/${of('allocationId').id}`).expect(seen > 0 ? 200 : 404)
    }
  })

  test('what is not visible has no visible outcomes, and is unknown to who would record one', async () => {
    await using t = await testApp()
    const draft = await offered(t, t.as.partner, { status: 'draft' })
    const idea = await collaborationOf(t, 'idea')
    await recorded(t, { contributionId: draft, metric: 'planerade_platser', value: 20 })
    await recorded(t, { contributionId: draft, metric: 'deltagare', value: 3 })
    await recorded(t, { collaborationId: idea, metric: 'deltagare', value: 20 })
    expect(await figuresOf(t.as.public)).toEqual({})
    expect(await summed(t.as.public)).toEqual([])
    expect(await figuresOf(t.as.partner)).toEqual({ planerade_platser: 20, deltagare: 3 })
    // Neither does a fault tell of the figures that are there: 4 would be more than the 3 who took part.
    const part = { contributionId: draft, metric: 'slutfort', value: 4, ...spring }
    expect(faultsOf(await t.as.otherPartner.post('/outcomes', part).expect(422))).toEqual(['/contributionId unknown'])
    expect(faultsOf(await t.as.partner.post('/outcomes', part).expect(422))).toEqual(['/value more_than_whole'])
  })

  test('by an idea nobody finds figures of its contributions, in a list or a sum, but who is told of it', async () => {
    await using t = await testApp()
    const idea = await collaborationOf(t, 'idea')
    await takesPart(t, idea)
    await recorded(t, {
      contributionId: await offered(t, t.as.partner, { collaborationId: idea }),
      metric: 'deltagare',
      value: 30,
    })
    const query = `collaborationId=${idea}`
    for (const stranger of [t.as.public, t.as.otherPartner, t.as.reader]) {
      expect(await figuresOf(stranger)).toEqual({ deltagare: 30 })
      expect([await figuresOf(stranger, query), await summed(stranger, query)]).toEqual([{}, []])
    }
    for (const told of [t.as.partner, t.as.coordinator]) {
      expect(await figuresOf(told, query)).toEqual({ deltagare: 30 })
      expect(await summed(told, query)).toMatchObject([{ value: 30 }])
    }
  })

  test('is refused with all faults at once, and nothing is stored', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    await recorded(t, { contributionId, metric: 'deltagare', value: 12 })
    await recorded(t, { contributionId, metric: 'fatt_arbete', value: 6 })
    const [before, logged] = [await countOf(t, 'outcomes'), await countOf(t, 'changes')]
    const refused = async (body: object, status: number, faults: string[]) =>
      expect(faultsOf(await t.as.coordinator.post('/outcomes', body).expect(status))).toEqual(faults)
    await refused(
      {
        contributionId: nobody,
        metric: 'finns_inte',
        value: 3,
        from: '2025-02-05',
        to: '2025-02-04',
        publiclyStated: true,
      },
      422,
      [
        '/contributionId unknown',
        '/metric unknown',
        '/to before_start',
        '/from future',
        '/to future',
        '/sources required',
      ],
    )
    await refused({ metric: 'besok', value: 3 }, 422, [' required'])
    await refused({ contributionId, collaborationId: nobody, metric: 'besok', value: 3 }, 422, [
      '/contributionId not_allowed',
      '/collaborationId not_allowed',
    ])
    await refused({ contributionId, metric: 'fatt_arbete', value: 13, ...spring, from: '2024-01-08' }, 422, [
      '/value more_than_whole',
    ])
    await refused({ contributionId, metric: 'anstallda', value: 13, ...spring }, 422, ['/value more_than_whole'])
    await refused({ contributionId, metric: 'deltagare', value: 30, ...spring }, 409, ['/metric taken'])
    for (const wrong of [-1, 1.5, 10 ** 10, '3', null]) {
      await refused({ contributionId, metric: 'besok', value: wrong }, 400, [
        expect.stringMatching('/value'),
      ] as string[])
    }
    await t.as.coordinator.post('/outcomes', { contributionId: 'x', metric: 'besok', value: 3 }).expect(400)
    await t.as.coordinator
      .post('/outcomes', { contributionId, metric: 'besok', value: 3, to: '2023-02-30' })
      .expect(400)
    const [whole] = (await t.as.coordinator.get(`/outcomes?metric=deltagare`)).body.items
    const less = await t.as.coordinator.patch(`/outcomes/${whole.id}`, { value: 5 }, 1).expect(422)
    expect(faultsOf(less)).toEqual(['/value less_than_part'])
    await t.as.coordinator.patch(`/outcomes/${whole.id}`, { metric: 'fatt_arbete', value: 6 }, 1).expect(409)
    expect([await countOf(t, 'outcomes'), await countOf(t, 'changes')]).toEqual([before, logged])
    // Of another period it is another figure.
    await recorded(t, { contributionId, metric: 'fatt_arbete', value: 13, from: '2023-01-01', to: '2023-12-31' })
  })

  test('only coordinators say that a public document states a figure, and correct it', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const figure = { contributionId, metric: 'fatt_arbete', value: 4, sources: [aSource] }
    await t.as.partner.post('/outcomes', { ...figure, publiclyStated: true }).expect(403)
    const { body } = await t.as.partner.post('/outcomes', figure).expect(201)
    const path = `/outcomes/${body.id}`
    await t.as.partner.patch(path, { publiclyStated: true }, 1).expect(403)
    expect((await t.as.public.get(path)).body).not.toHaveProperty('value')
    await t.as.coordinator.patch(path, { publiclyStated: true }, 1).expect(200)
    expect((await t.as.public.get(path)).body).toMatchObject({ value: 4, hidden: false, publiclyStated: true })
    await t.as.partner.patch(path, { value: 3 }, 2).expect(403)
    await t.as.partner.delete(path, 2).expect(403)
    expect(faultsOf(await t.as.coordinator.patch(path, { sources: [] }, 2).expect(422))).toEqual(['/sources required'])
  })

  test('of two who write at once one wins, and no part comes to be larger than its whole', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const body = { contributionId, metric: 'deltagare', value: 10 }
    const made = await Promise.all([1, 2, 3].map(() => t.as.partner.post('/outcomes', body)))
    expect(statusesOf(made)).toEqual([201, 409, 409])
    const path = `/outcomes/${made.find(({ status }) => status === 201)!.body.id}`
    const changes = await Promise.all([11, 12].map((value) => t.as.partner.patch(path, { value }, 1)))
    expect(statusesOf(changes)).toEqual([200, 412])
    const [less, part] = await Promise.all([
      t.as.partner.patch(path, { value: 5 }, 2),
      t.as.coordinator.post('/outcomes', { contributionId, metric: 'slutfort', value: 8 }),
    ])
    expect([
      [200, 422],
      [422, 201],
    ]).toContainEqual([less.status, part.status])
    const key = { 'idempotency-key': 'samma' }
    const visits = { contributionId, metric: 'besok', value: 700 }
    const { body: first } = await t.as.partner.post('/outcomes', visits, key).expect(201)
    expect((await t.as.partner.post('/outcomes', visits, key).expect(201)).body).toEqual(first)
  })
})

describe('small figures', () => {
  test('are shown to coordinators and their owners alone, whatever is asked', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const allocationId = await allocated(t, contributionId, 2)
    await recorded(t, { contributionId, metric: 'deltagare', value: 12 })
    const small = await recorded(t, { contributionId, metric: 'fatt_arbete', value: 3, note: 'Tre av tolv.' })
    await recorded(t, { allocationId, metric: 'studier', value: 1 })
    const path = `/outcomes/${small.id}`

    for (const caller of [t.as.coordinator, t.as.partner]) {
      expect((await caller.get(path).expect(200)).body).toMatchObject({
        value: 3,
        hidden: false,
        note: 'Tre av tolv.',
      })
    }
    expect(await figuresOf(t.as.matcher)).toMatchObject({ studier: 1, fatt_arbete: 'fewer than 5' })
    for (const caller of [t.as.public, t.as.reader, t.as.otherPartner, t.as.matcher]) {
      const answer = await caller.get(path, swedish).expect(200)
      expect(answer.body).toMatchObject({ hidden: true, display: 'färre än 5', metric: 'fatt_arbete', ...spring })
      expect(Object.keys(answer.body).filter((name) => ['value', 'note'].includes(name))).toEqual([])
      expect(answer.headers.vary).toMatch(/^authorization(, accept)?, accept-language$/)
      expect((await caller.get(path)).body.display).toBe('fewer than 5')
      expect((await caller.get('/outcomes?fields=value,note,hidden&metric=fatt_arbete')).body.items).toEqual([
        { hidden: true },
      ])
      for (const query of ['value=3', 'minValue=3', 'hidden=true', 'sort=value', 'q=tre', 'sort=-value']) {
        await caller.get(`/outcomes?${query}`).expect(400)
        await caller.get(`/outcomes/summary?${query}`).expect(400)
      }
      await caller.get(`${path}/history`).expect(caller === t.as.public ? 401 : 403)
    }
  })

  test('leave no trace in the ETag', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const etagOf = async (value: number, to: string) => {
      const { id } = await recorded(t, { contributionId, metric: 'deltagare', value, to })
      return (await t.as.public.get(`/outcomes/${id}`).expect(200)).headers.etag
    }
    const [one, other] = [await etagOf(1, '2024-05-31'), await etagOf(4, '2024-05-30')]
    expect(one).toBe(other)
    // What is told by a decision is a new answer, though its own version is the same.
    const year = { from: '2025-01-01', to: undefined }
    await recorded(t, { contributionId, metric: 'besok', value: 20, ...year })
    const part = await recorded(t, { contributionId, metric: 'besok', value: 17, from: '2025-01-01', to: '2025-01-31' })
    const path = `/outcomes/${part.id}`
    const { headers, body } = await t.as.public.get(path, swedish).expect(200)
    expect(body).toMatchObject({ hidden: true, display: 'visas inte', version: 1 })
    await t.as.coordinator.post(`${path}/publication`, { accepted: true }).expect(200)
    const { body: shown } = await t.as.public.get(path, { ...swedish, 'if-none-match': headers.etag! }).expect(200)
    expect(shown).toMatchObject({ value: 17, version: 1 })
    // A writer still needs the version only.
    await t.as.partner.patch(path, { value: 13 }, 1).expect(200)
  })

  test('cannot be told from wholes and their parts', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    await recorded(t, { contributionId, metric: 'deltagare', value: 7 })
    await recorded(t, { contributionId, metric: 'fatt_arbete', value: 6 })
    const shown = await recorded(t, { contributionId, metric: 'besok', value: 90 })
    expect(await figuresOf(t.as.public)).toEqual({ deltagare: 7, fatt_arbete: 'not shown', besok: 90 })
    expect(await figuresOf(t.as.partner)).toEqual({ deltagare: 7, fatt_arbete: 6, besok: 90 })
    // One page shows no more than all of them.
    expect((await t.as.public.get('/outcomes?metric=fatt_arbete')).body.items).toMatchObject([{ hidden: true }])
    expect((await t.as.public.get(`/outcomes/${shown.id}`)).body.value).toBe(90)
  })

  test('cannot be told from a sum, by those either who know a part of it', async () => {
    await using t = await testApp()
    const collaborationId = await collaborationOf(t)
    await takesPart(t, collaborationId)
    await takesPart(t, collaborationId, t.organisations.otherPartner)
    const one = await offered(t, t.as.partner, { collaborationId })
    const other = await offered(t, t.as.otherPartner, { collaborationId })
    const total = await recorded(t, { collaborationId, metric: 'deltagare', value: 8 })
    await recorded(t, { contributionId: one, metric: 'deltagare', value: 4 })
    await recorded(t, { contributionId: other, metric: 'deltagare', value: 4 })
    const seenBy = async (caller: Caller) =>
      (await walk(caller, '/outcomes?sort=createdAt')).map(({ value, display }) => value ?? display)
    // Who comes later pays: of 8 that are shown not even that they are few is told.
    expect(await seenBy(t.as.public)).toEqual([8, 'not shown', 'not shown'])
    expect(await seenBy(t.as.partner)).toEqual([8, 4, 'not shown'])
    expect(await seenBy(t.as.coordinator)).toEqual([8, 4, 4])
    // What was shown once stays known: nothing is told of them beside 30 either.
    await t.as.coordinator.patch(`/outcomes/${total.id}`, { value: 30 }, 1).expect(200)
    expect(await seenBy(t.as.public)).toEqual([30, 'not shown', 'not shown'])
    // Who drives it knows its figures.
    await t.as.coordinator.patch(`/outcomes/${total.id}`, { value: 8 }, 2).expect(200)
    await t.connection.pool.query(
      `insert into participants (collaboration_id, organisation_id, role) values ($1, $2, 'driver')`,
      [collaborationId, t.organisations.matcher],
    )
    expect(await seenBy(t.as.matcher)).toEqual([8, 'not shown', 'not shown'])
  })

  test('are in no sum, however it is asked for and whenever', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const other = await offered(t, t.as.otherPartner, { type: 'praktikplats', areas: ['boende'] })
    const collaborationId = await collaborationOf(t)
    await recorded(t, { contributionId, metric: 'deltagare', value: 12 })
    await recorded(t, { collaborationId, metric: 'deltagare', value: 20, from: undefined, to: undefined })
    const ask = async (caller: Caller) => [
      await summed(caller),
      await summed(caller, 'by=type,area,year'),
      await summed(caller, 'by=year&metric=deltagare&type=praktikplats'),
    ]
    const of = { metric: 'deltagare', unit: 'person', outcomes: 1, withheld: 0 }
    const summer = { ...of, type: 'feriejobb', year: 2024, value: 12 }
    const before = await ask(t.as.public)
    expect(before).toEqual([
      [summer, { ...of, collaborationId, value: 20 }],
      [
        { ...of, area: 'boende', value: 20 },
        { ...summer, area: 'arbete-och-sysselsattning' },
      ],
      [],
    ])
    await recorded(t, { contributionId: other, metric: 'deltagare', value: 3 })
    const [all, divided, narrowed] = await ask(t.as.public)
    const hidden = { ...of, withheld: 1, atLeast: 0, year: 2024 }
    expect(all).toEqual([before[0][0], { ...hidden, type: 'praktikplats' }, before[0][1]])
    expect(divided.slice(0, 2)).toEqual(before[1])
    expect(divided[2]).toEqual({ ...hidden, type: 'praktikplats', area: 'boende' })
    expect(narrowed).toEqual([hidden])
    const values = async (caller: Caller, query = '') => (await summed(caller, query)).map((sum: any) => sum.value)
    expect(await values(t.as.otherPartner)).toEqual([12, 3, 20])
    expect(await values(t.as.coordinator)).toEqual([12, 3, 20])
    // What lies within a figure is not counted beside it.
    await recorded(t, { contributionId, metric: 'deltagare', value: 6, to: '2024-03-31' })
    expect(await values(t.as.coordinator)).toEqual([12, 3, 20])
    await t.as.public.get('/outcomes/summary?by=colour').expect(400)
    await t.as.public.get('/outcomes/summary?organisationId=x').expect(400)
    expect(await summed(t.as.public, `organisationId=${t.organisations.partner}`)).toMatchObject([{ value: 12 }])
  })
})

describe('sums', () => {
  test('cross collaborations only by type or area, and no years: else they say what they would mix', async () => {
    await using t = await testApp()
    const [one, other] = [await collaborationOf(t), await collaborationOf(t)]
    const year = { from: undefined, to: undefined, reportYear: 2023 }
    await recorded(t, { collaborationId: one, metric: 'deltagare', value: 292, ...year })
    const tracks = [await offered(t), await offered(t)]
    for (const contributionId of tracks) {
      await t.as.coordinator.patch(`/contributions/${contributionId}`, { collaborationId: other }, '*').expect(200)
      await recorded(t, { contributionId, metric: 'deltagare', value: 6, ...year })
    }
    await recorded(t, {
      contributionId: tracks[0],
      metric: 'deltagare',
      value: 9,
      from: '2024-01-01',
      to: '2024-12-31',
    })
    await recorded(t, { contributionId: await offered(t), metric: 'deltagare', value: 7, ...year })
    const sums = async (query: string) =>
      (await summed(t.as.coordinator, query)).map(({ collaborationId, type, area, year: of, value, mixes }: any) => {
        const collaboration = { [one]: 'one', [other]: 'other' }[collaborationId]
        return [collaboration, type, area, of, value ?? mixes.join('+')].filter((word) => word !== undefined).join(' ')
      })
    expect(await sums('')).toEqual([
      'feriejobb 2023 7',
      'one 2023 292',
      'other feriejobb 2023 12',
      'other feriejobb 2024 9',
    ])
    expect(await sums('by=metric')).toEqual(['collaboration+year'])
    expect(await sums('by=year')).toEqual(['2023 collaboration', '2024 9'])
    expect((await sums('by=collaboration')).toSorted()).toEqual(['7', 'one 292', 'other year'])
    expect(await sums('by=type,year')).toEqual(['2023 292', 'feriejobb 2023 19', 'feriejobb 2024 9'])
    expect(await sums('by=type')).toEqual(['292', 'feriejobb year'])
    expect(await sums('by=area,year')).toEqual([
      'arbete-och-sysselsattning 2023 19',
      'arbete-och-sysselsattning 2024 9',
      'boende 2023 292',
    ])
    // Of a second collaboration's own figures a sum by type is none: they have no type.
    await recorded(t, { collaborationId: other, metric: 'besok', value: 30, ...year })
    await recorded(t, { collaborationId: one, metric: 'besok', value: 50, ...year })
    expect(await sums('by=type,year&metric=besok')).toEqual(['2023 collaboration'])
    // Two of no known year may be of two.
    for (const contributionId of tracks)
      await recorded(t, { contributionId, metric: 'natta', value: 8, from: undefined, to: undefined })
    expect(await sums('by=type,year&metric=natta')).toEqual(['feriejobb year'])
    expect((await t.as.public.get('/outcomes/summary').expect(200)).body.by).toEqual(['collaboration', 'type', 'year'])
  })

  test('are told some thousands at a time, and none is left out in silence', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    await t.connection.pool.query(
      `insert into outcome_metrics (code, label_sv, label_en) select 'prov_' || n, 'Prov', 'Test' from generate_series(1, 51) n`,
    )
    await t.connection.pool.query(
      `insert into outcomes (contribution_id, metric, value, report_year, disclosure)
      select $1, 'prov_' || n, 9, year, 'value' from generate_series(1, 51) n, generate_series(1910, 2009) year`,
      [contributionId],
    )
    expect(faultsOf(await t.as.public.get('/outcomes/summary').expect(400))).toEqual(['/by too_many'])
    expect(await summed(t.as.public, 'by=type')).toHaveLength(51)
    expect(await summed(t.as.public, 'year=1910,1911')).toHaveLength(102)
  })

  test('name no collaboration that the caller may not know of', async () => {
    await using t = await testApp()
    const idea = await collaborationOf(t, 'idea')
    const contributionId = await offered(t)
    await t.as.coordinator.patch(`/contributions/${contributionId}`, { collaborationId: idea }, '*').expect(200)
    await recorded(t, { contributionId, metric: 'deltagare', value: 12 })
    expect(await summed(t.as.coordinator)).toMatchObject([{ collaborationId: idea, value: 12 }])
    const [shown] = await summed(t.as.public)
    expect(shown).toMatchObject({ type: 'feriejobb', value: 12 })
    expect(shown).not.toHaveProperty('collaborationId')
    // Nor is anything found by one.
    const found = async (caller: Caller) => Object.keys(await figuresOf(caller, `collaborationId=${idea}`))
    expect([await found(t.as.public), await found(t.as.partner), await found(t.as.coordinator)]).toEqual([
      [],
      ['deltagare'],
      ['deltagare'],
    ])
    expect(await summed(t.as.public, `collaborationId=${idea}`)).toEqual([])
  })
})

describe('the year of a report', () => {
  test('is that of figures without days, in each question about a year', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const told = (fields: object) => ({
      contributionId,
      metric: 'deltagare',
      from: undefined,
      to: undefined,
      ...fields,
    })
    const { id } = await recorded(t, told({ value: 12, reportYear: 2023 }))
    await recorded(t, told({ value: 20, reportYear: 2022 }))
    await recorded(t, told({ value: 30 }))
    await recorded(t, told({ value: 15, from: '2024-11-01', to: '2025-01-31' }))
    const values = async (query: string) =>
      (await walk(t.as.coordinator, `/outcomes?sort=createdAt&${query}`)).map(({ value }) => value)
    for (const [query, expected] of [
      ['reportYear=2023', [12]],
      ['reportYear=2022,2023', [12, 20]],
      ['year=2023', [12]],
      ['year=2024', []],
      ['year=2022&year=2025', [20, 15]],
      ['fromAfter=2023-01-01&toBefore=2023-12-31', [12]],
      ['fromAfter=2023-01-02', [15]],
      ['toBefore=2022-12-30', []],
    ] as const) {
      expect([query, await values(query)]).toEqual([query, expected])
    }
    const sums = await summed(t.as.coordinator, 'by=year')
    expect(sums.map(({ year, value }: any) => [year, value])).toEqual([
      // It may count all there is.
      [undefined, 30],
    ])
    // The year by its days is the same period.
    const days = { from: '2023-01-01', to: '2023-12-31' }
    expect(faultsOf(await t.as.coordinator.post('/outcomes', told({ value: 13, ...days })).expect(409))).toEqual([
      '/metric taken',
    ])
    await t.as.coordinator.post('/outcomes', told({ value: 13, reportYear: 2023 })).expect(409)
    const part = told({ metric: 'slutfort', value: 13, ...days })
    expect(faultsOf(await t.as.coordinator.post('/outcomes', part).expect(422))).toEqual(['/value more_than_whole'])
    const both = told({ metric: 'besok', value: 5, from: '2023-01-01', reportYear: 2026 })
    expect(faultsOf(await t.as.coordinator.post('/outcomes', both).expect(422))).toEqual([
      '/reportYear not_allowed',
      '/reportYear future',
    ])
    await t.as.coordinator.patch(`/outcomes/${id}`, { reportYear: 2022 }, 1).expect(409)
    const changed = await t.as.coordinator.patch(`/outcomes/${id}`, { reportYear: null, ...days }, 1).expect(200)
    expect(changed.body).toMatchObject(days)
    expect(changed.body).not.toHaveProperty('reportYear')
    expect(await values('year=2023')).toEqual([12])
  })

  test('leaves small figures hidden: what lies in it is not told beside it', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const at = { contributionId, metric: 'deltagare' }
    await recorded(t, { ...at, value: 12, from: undefined, to: undefined, reportYear: 2023 })
    await recorded(t, { ...at, value: 9, from: '2023-01-01', to: '2023-06-30' })
    await recorded(t, { ...at, value: 8, from: undefined, to: undefined, reportYear: 2022 })
    const seen = async () =>
      (await walk(t.as.public, '/outcomes?sort=createdAt')).map(({ value, display }) => value ?? display)
    // 12 less 9 would tell of three. Another year tells nothing of this one.
    expect(await seen()).toEqual([12, 'not shown', 8])
    // Written by who decides nothing, it is told to nobody, and then as before.
    await t.connection.pool.query('update outcomes set report_year = 2021 where report_year = 2022')
    expect(await seen()).toEqual([12, 'not shown', 'not shown'])
  })
})

test('a coordinator records what came of it long ago, by a metric that was in use then', async () => {
  await using t = await testApp()
  const contributionId = await offered(t)
  await t.connection.pool.query(`update outcome_metrics set ended_on = '2024-01-01' where code = 'besok'`)
  const at = (from: string, to: string) => ({ contributionId, metric: 'besok', value: 90, from, to })
  const { body } = await t.as.coordinator.post('/outcomes', at('2022-01-01', '2022-12-31')).expect(201)
  expect(body.enteredLater).toBe(true)
  expect(faultsOf(await t.as.coordinator.post('/outcomes', at('2023-06-01', '2024-01-01')).expect(422))).toEqual([
    '/metric unknown',
  ])
  expect(faultsOf(await t.as.partner.post('/outcomes', at('2021-01-01', '2021-12-31')).expect(422))).toEqual([
    '/metric unknown',
  ])
  const late = await recorded(t, {
    contributionId,
    metric: 'deltagare',
    value: 9,
    from: '2024-01-01',
    to: '2024-02-03',
  })
  expect(late.enteredLater).toBe(false)
  const later = await recorded(t, {
    contributionId,
    metric: 'deltagare',
    value: 9,
    from: '2024-01-01',
    to: '2024-02-02',
  })
  expect(later.enteredLater).toBe(true)
  const unknown = await recorded(t, {
    contributionId,
    metric: 'deltagare',
    value: 9,
    from: '2024-01-01',
    to: undefined,
  })
  expect(unknown).not.toHaveProperty('enteredLater')
})

test('outcomes are found by what they are of, and when', async () => {
  await using t = await testApp()
  const collaborationId = await collaborationOf(t)
  await takesPart(t, collaborationId)
  const contributionId = await offered(t, t.as.partner, { collaborationId })
  const allocationId = await allocated(t, contributionId, 6)
  await recorded(t, { contributionId, metric: 'deltagare', value: 30 })
  await recorded(t, { allocationId, metric: 'slutfort', value: 6 })
  await recorded(t, { collaborationId, metric: 'besok', value: 90, from: '2023-01-01', to: '2023-12-31' })
  await recorded(t, {
    collaborationId,
    metric: 'natta',
    value: 2,
    from: undefined,
    to: undefined,
    sources: [aSource],
    publiclyStated: true,
  })
  const found = async (query: string, caller = t.as.coordinator) =>
    Object.keys(await figuresOf(caller, query)).toSorted()
  for (const [query, expected] of [
    [`contributionId=${contributionId.toUpperCase()}`, ['deltagare', 'slutfort']],
    [`allocationId=${allocationId}`, ['slutfort']],
    [`collaborationId=${collaborationId}`, ['besok', 'deltagare', 'natta', 'slutfort']],
    [`organisationId=${t.organisations.partner}`, ['deltagare', 'slutfort']],
    ['type=feriejobb', ['deltagare', 'slutfort']],
    ['area=boende', ['besok', 'natta']],
    ['metric=besok,natta', ['besok', 'natta']],
    ['fromAfter=2024-01-01', ['deltagare', 'slutfort']],
    ['toBefore=2023-12-31', ['besok']],
    ['publiclyStated=true', ['natta']],
    ['updatedAfter=2025-02-03T09:30:00Z', []],
  ] as const) {
    expect([query, await found(query)]).toEqual([query, expected])
  }
  for (const sort of ['from', 'metric', 'createdAt', 'updatedAt', '-from']) {
    const walked = await walk(t.as.public, `/outcomes?limit=1&sort=${sort}`)
    expect(new Set(walked.map(({ metric }) => metric))).toEqual(new Set(['besok', 'deltagare', 'natta']))
    expect(walked).toHaveLength(3)
  }
})

test('figures of no area are not added up across collaborations by asking for areas', async () => {
  await using t = await testApp()
  for (const n of [1, 2]) {
    const body = { name: `Prov ${n} (påhittat)`, kind: 'project', status: 'active' }
    const { id } = (await t.as.coordinator.post('/collaborations', body).expect(201)).body
    await recorded(t, { collaborationId: id, metric: 'besok', value: 100, from: '2023-01-01', to: '2023-12-31' })
  }
  const { items } = (await t.as.public.get('/outcomes/summary?by=area,year').expect(200)).body
  expect(items).toMatchObject([{ metric: 'besok', outcomes: 2, mixes: ['collaboration'] }])
  expect(items[0]).not.toHaveProperty('value')
})

test('a period is asked for with how precisely it is known, and its words go with it', async () => {
  await using t = await testApp()
  const contributionId = await offered(t)
  const year = { from: '2023-01-01', to: '2023-12-31', periodPrecision: 'year', periodText: 'hela 2023' }
  const { id, periodEdtf } = await recorded(t, { contributionId, metric: 'deltagare', value: 30, ...year })
  expect(periodEdtf).toBe('2023')
  expect((await t.as.public.get('/outcomes?fields=from').expect(200)).body.items).toEqual([
    { from: '2023-01-01', periodPrecision: 'year' },
  ])
  const half = await t.as.coordinator.patch(`/outcomes/${id}`, { to: '2023-06-30' }, 1).expect(422)
  expect(faultsOf(half)).toEqual(['/periodPrecision not_whole'])
  const { body } = await t.as.coordinator.patch(`/outcomes/${id}`, { from: '2022-01-01' }, 1).expect(200)
  expect(body).not.toHaveProperty('periodText')
})
