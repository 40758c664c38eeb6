import { describe, expect, test } from 'vitest'
import { decideOutcomes } from '../../src/registry/disclosures/undecided.commands.ts'
import { aSource, faultsOf, statusesOf, takesPart, walk } from '../support/builders.ts'
import { recordStatements } from '../support/sent-statements.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const year = { from: '2024-01-01', to: '2024-12-31' }
const spring = { from: '2024-01-01', to: '2024-06-30' }
const autumn = { from: '2024-07-01', to: '2024-12-31' }

/** A collaboration in which two partners and a matcher take part. */
async function shared(t: TestApp): Promise<string> {
  const body = { name: 'Provspåret (påhittat)', kind: 'job_track', status: 'active' }
  const { id } = (await t.as.coordinator.post('/collaborations', body).expect(201)).body
  for (const name of ['partner', 'otherPartner'] as const) await takesPart(t, id, t.organisations[name])
  return id
}

const offer = { type: 'annat', title: 'Del (påhittad)', capacity: { offered: 100 }, status: 'published' }
const offered = async (caller: Caller, fields: object = {}): Promise<string> =>
  (await caller.post('/contributions', { ...offer, ...fields }).expect(201)).body.id

async function recorded(caller: Caller, body: object): Promise<string> {
  return (await caller.post('/outcomes', { metric: 'deltagare', ...body }).expect(201)).body.id
}

/** All figures as a caller is told them, the oldest first. */
const toldTo = async (caller: Caller) =>
  (await walk(caller, '/outcomes?sort=createdAt&limit=200')).map(({ value, display }) => value ?? display)

const byText = (one: string, other: string) => (one < other ? -1 : 1)

const [few, nothing] = ['fewer than 5', 'not shown']
const decideAll = async ({ service, clock }: TestApp) => {
  while ((await decideOutcomes(service.db, clock.now)) > 0);
}
const run = (t: TestApp, statement: string, values: unknown[] = []) => t.connection.pool.query(statement, values)

describe('a small figure comes out by none of the ways that were found', () => {
  test('parts that overlap: by time, and by contribution', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    for (const [value, days] of [
      [10, year],
      [7, spring],
      [3, autumn],
    ] as const)
      await recorded(t.as.coordinator, { collaborationId, value, ...days })
    const before = await toldTo(t.as.public)
    expect(before).toEqual([10, nothing, few])
    const contributionId = await offered(t.as.partner, { collaborationId })
    await recorded(t.as.partner, { contributionId, value: 5, ...year })
    expect(await toldTo(t.as.public)).toEqual([...before, nothing])
    expect(await toldTo(t.as.coordinator)).toEqual([10, 7, 3, 5])
    expect(await toldTo(t.as.partner)).toEqual([...before, 5])
  })

  test('periods that overlap', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    for (const [value, from, to] of [
      [12, '2024-01-01', '2024-06-30'],
      [10, '2024-04-01', '2024-09-30'],
      [20, '2024-01-01', '2024-09-30'],
      [2, '2024-04-01', '2024-06-30'],
    ] as const)
      await recorded(t.as.partner, { contributionId, value, from, to })
    expect(await toldTo(t.as.public)).toEqual([12, nothing, nothing, nothing])
  })

  test('a part metric at other places', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    await recorded(t.as.coordinator, { collaborationId, value: 20 })
    for (const caller of [t.as.partner, t.as.otherPartner]) {
      const contributionId = await offered(caller, { collaborationId })
      await recorded(caller, { contributionId, metric: 'fatt_arbete', value: 9 })
    }
    expect(await toldTo(t.as.public)).toEqual([20, 9, nothing])
  })

  test('counters of places: those who have completed are told from five on', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    const path = `/contributions/${contributionId}`
    const ids: string[] = []
    for (let place = 0; place < 5; place++) {
      const { body } = await t.as.matcher.post(`${path}/allocations`, { quantity: 1 }).expect(201)
      for (const act of ['confirmation', 'start']) await t.as.matcher.post(`/allocations/${body.id}/${act}`).expect(200)
      ids.push(body.id)
    }
    const others = [t.as.public, t.as.reader, t.as.otherPartner]
    const { headers } = await t.as.public.get(path).expect(200)
    for (const [place, id] of ids.entries()) {
      await t.as.matcher.post(`/allocations/${id}/completion`).expect(200)
      const completed = place + 1
      const told = completed < 5 ? { withheld: ['completed'] } : { completed }
      const places = { offered: 100, funded: null, reserved: 0, filled: 5, available: 95 }
      for (const caller of others) {
        expect((await caller.get(path).expect(200)).body.capacity).toEqual({ ...places, ...told })
        expect((await caller.get('/contributions').expect(200)).body.items[0].capacity).toEqual({ ...places, ...told })
        const [ofYear] = (await caller.get(`${path}/series`).expect(200)).body.years
        expect([ofYear.filled, ofYear.completed ?? ofYear.withheld]).toEqual([5, told.completed ?? told.withheld])
        if (caller === t.as.public) continue
        const [counted] = (await caller.get('/coverage?by=type&type=annat').expect(200)).body.rows
        expect([counted.filled, counted.completed ?? counted.withheld]).toEqual([5, told.completed ?? told.withheld])
        expect(counted.completedAtLeast ?? 0).toBe(0)
      }
      for (const caller of [t.as.partner, t.as.coordinator]) {
        expect((await caller.get(path).expect(200)).body.capacity).toEqual({ ...places, completed })
      }
      // Not even that one more has.
      if (completed < 5) await t.as.public.get(path, { 'if-none-match': headers.etag! }).expect(304)
    }
  })

  test('a part that its owner moves away, deletes and brings back', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    const own = await offered(t.as.partner, { collaborationId })
    const other = await offered(t.as.otherPartner, { collaborationId })
    const figure = await recorded(t.as.partner, { contributionId: own, value: 7 })
    await recorded(t.as.otherPartner, { contributionId: other, value: 3 })
    const whole = await recorded(t.as.coordinator, { collaborationId, value: 10 })
    const told = [7, few, nothing]
    /** By every way to read it. */
    const seen = async () => {
      await decideAll(t)
      const listed = (await t.as.public.get('/outcomes?sort=createdAt').expect(200)).body.items
      expect((await t.as.public.lines('/outcomes?sort=createdAt').expect(200)).body).toEqual(listed)
      expect((await t.as.public.get(`/outcomes/${whole}`).expect(200)).body).toMatchObject({ hidden: true })
      for (const by of ['', '?by=year', '?by=type', '?by=area,year', '?by=collaboration']) {
        const sums = (await t.as.public.get(`/outcomes/summary${by}`).expect(200)).body.items
        expect(sums.filter((sum: object & { withheld: number }) => sum.withheld > 0 && 'value' in sum)).toEqual([])
        expect(JSON.stringify(sums)).not.toMatch(/"(value|atLeast)":(3|10|13|20)\b/)
      }
      return listed.map(({ value, display }: { value?: number; display?: string }) => value ?? display)
    }
    expect(await seen()).toEqual(told)
    const path = `/contributions/${own}`
    for (const home of [null, collaborationId]) {
      await t.as.partner.patch(path, { collaborationId: home }, '*').expect(200)
      expect(await seen()).toEqual(told)
    }
    await t.as.partner.delete(`/outcomes/${figure}`, 1).expect(204)
    expect(await seen()).toEqual(told.slice(1))
    await recorded(t.as.partner, { contributionId: own, value: 7 })
    expect(await seen()).toEqual([few, nothing, nothing])
  })

  test('a copy of yesterday', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    await recorded(t.as.coordinator, { collaborationId, value: 10 })
    expect(await toldTo(t.as.public)).toEqual([10])
    const contributionId = await offered(t.as.partner, { collaborationId })
    const later = await recorded(t.as.partner, { contributionId, value: 7 })
    expect(await toldTo(t.as.public)).toEqual([10, nothing])
    // Also of a copy that has been corrected since: the one that was told stays known.
    await t.as.partner.patch(`/outcomes/${later}`, { value: 8 }, 1).expect(200)
    expect(await toldTo(t.as.public)).toEqual([10, nothing])
  })

  test('several at once: each is decided beside those before it', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    await recorded(t.as.coordinator, { collaborationId, value: 13 })
    const parts = await Promise.all([1, 2, 3].map(() => offered(t.as.partner, { collaborationId })))
    await Promise.all(parts.map((contributionId) => recorded(t.as.partner, { contributionId, value: 1 })))
    expect((await toldTo(t.as.public)).map(String).toSorted(byText)).toEqual(['13', few, few, nothing])
  })
})

test('a partner attaches what it offers, and so its figures, to collaborations that it takes part in', async () => {
  await using t = await testApp()
  const body = { name: 'De andras spår (påhittat)', kind: 'job_track', status: 'active' }
  const collaborationId = (await t.as.coordinator.post('/collaborations', body).expect(201)).body.id
  const attached = (caller: Caller) => caller.post('/contributions', { ...offer, collaborationId })
  expect(faultsOf(await attached(t.as.partner).expect(422))).toEqual(['/collaborationId not_allowed'])
  const contributionId = await offered(t.as.partner)
  const path = `/contributions/${contributionId}`
  const moved = await t.as.partner.patch(path, { collaborationId }, 1).expect(422)
  expect(faultsOf(moved)).toEqual(['/collaborationId not_allowed'])
  await t.as.partner.post('/outcomes', { collaborationId, metric: 'deltagare', value: 100 }).expect(403)
  // One that has taken part until yesterday does no more.
  await takesPart(t, collaborationId)
  await run(t, `update participants set to_day = '2025-02-02'`)
  await attached(t.as.partner).expect(422)
  await run(t, `update participants set to_day = '2025-02-03'`)
  await attached(t.as.partner).expect(201)
  // A coordinator says what belongs where, and there it stays.
  const theirs = await offered(t.as.otherPartner)
  await t.as.coordinator.patch(`/contributions/${theirs}`, { collaborationId }, 1).expect(200)
  await t.as.otherPartner.patch(`/contributions/${theirs}`, { collaborationId, title: 'Ny (påhittad)' }, 2).expect(200)
})

describe('many figures', () => {
  const metrics = ['deltagare', 'slutfort', 'fatt_arbete', 'studier', 'anstallda', 'pagaende', 'natta', 'besok']
  const fill = (t: TestApp, contributionId: string, each: number) =>
    run(
      t,
      `insert into outcomes (contribution_id, metric, value, from_day, to_day, disclosure)
      select $1, metric, 1, date '2010-01-01' - n, date '2010-01-01' + n, 'nothing'
      from unnest($2::text[]) metric, generate_series(1, $3) n`,
      [contributionId, metrics, each],
    )

  test('of one contribution cost a reader no more than a few', async () => {
    await using t = await testApp()
    const reads = ['/outcomes?limit=1', '/outcomes/summary', '/outcomes?limit=1&count=true']
    /** But for what every answer asks, which is asked for several at a time. */
    const sentFor = async () => {
      const recording = recordStatements()
      for (const path of reads) await t.as.public.get(path).expect(200)
      recording.stop()
      return recording.sent.map(({ text }) => text).filter((text) => text.includes('outcomes'))
    }
    const contributionId = await offered(t.as.partner)
    await fill(t, contributionId, 1)
    await sentFor()
    const before = await sentFor()
    expect(before.length).toBeGreaterThan(2)
    await run(t, 'delete from outcomes')
    await fill(t, contributionId, 200)
    expect(await sentFor()).toEqual(before)
    // A page is its rows, and nothing is decided for it.
    expect(before.filter((text) => /disclosures|contribution_homes|part_of/.test(text))).toEqual([])
    expect((await t.as.public.get('/outcomes?limit=1&count=true').expect(200)).body.total).toBe(1600)
  })

  test('of one metric are bounded, with words', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    await fill(t, contributionId, 199)
    const body = { contributionId, metric: 'deltagare', value: 7, ...year }
    await t.as.partner.post('/outcomes', body).expect(201)
    const { body: problem } = await t.as.partner
      .post('/outcomes', { ...body, ...spring }, { 'accept-language': 'sv' })
      .expect(409)
    expect(problem.detail).toMatch(/^Det finns redan 200 uppgifter/)
    const { id } = (await t.as.partner.post('/outcomes', { ...body, metric: 'egna_kontrakt' }).expect(201)).body
    await t.as.partner.patch(`/outcomes/${id}`, { metric: 'deltagare', ...autumn }, 1).expect(409)
    // Of another contribution there are none yet.
    await t.as.partner.post('/outcomes', { ...body, contributionId: await offered(t.as.partner) }).expect(201)
  })
})

describe('a figure that is not shown', () => {
  test('is published by a coordinator who accepts what that tells', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    const own = await offered(t.as.partner, { collaborationId })
    const other = await offered(t.as.otherPartner, { collaborationId })
    await recorded(t.as.partner, { contributionId: own, value: 7 })
    const small = await recorded(t.as.otherPartner, { contributionId: other, value: 3 })
    const whole = await recorded(t.as.coordinator, { collaborationId, value: 10 })
    const path = `/outcomes/${whole}/publication`
    for (const caller of [t.as.partner, t.as.matcher, t.as.reader]) await caller.post(path).expect(403)
    for (const body of [{}, { accepted: false }]) {
      const { body: problem } = await t.as.coordinator.post(path, body).expect(409)
      expect(problem.uncoveredBy).toEqual([small])
    }
    expect(await toldTo(t.as.public)).toEqual([7, few, nothing])
    const { body: published } = await t.as.coordinator.post(path, { accepted: true }).expect(200)
    expect(published).toMatchObject({ value: 10, version: 1 })
    // The others are looked at again: beside the 10 they would tell each other.
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing, 10])
    await decideAll(t)
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing, 10])
    await t.as.coordinator.post(path, {}).expect(200)
    // It is known from now on, and stays shown whatever comes.
    await t.as.coordinator.patch(`/outcomes/${small}`, { publiclyStated: true, sources: [aSource] }, 1).expect(200)
    await decideAll(t)
    expect(await toldTo(t.as.public)).toEqual([nothing, 3, 10])
  })

  test('of an allocation is published by nobody', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    const { body } = await t.as.matcher
      .post(`/contributions/${contributionId}/allocations`, { quantity: 9 })
      .expect(201)
    const id = await recorded(t.as.matcher, { allocationId: body.id, value: 9 })
    await t.as.coordinator.post(`/outcomes/${id}/publication`, { accepted: true }).expect(409)
  })
})

describe('what is told of a figure', () => {
  test('is decided by the job for what was written by who decides nothing, the oldest first', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    const contributionId = await offered(t.as.partner, { collaborationId })
    const insert = (column: string, id: string, value: number, at: string) =>
      run(t, `insert into outcomes (${column}, metric, value, created_at) values ($1, 'deltagare', $2, $3)`, [
        id,
        value,
        at,
      ])
    await insert('contribution_id', contributionId, 7, '2024-03-02')
    await insert('collaboration_id', collaborationId, 10, '2024-03-01')
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing])
    expect((await t.as.reader.get('/metrics').expect(200)).text).toContain('\noutcomes_undecided 2\n')
    expect(await toldTo(t.as.partner)).toEqual([nothing, 7])
    expect(await toldTo(t.as.coordinator)).toEqual([10, 7])
    await decideAll(t)
    expect(await toldTo(t.as.public)).toEqual([10, nothing])
    expect((await run(t, 'select answer, least, most from disclosures order by id')).rows).toEqual([
      { answer: 'value', least: 10, most: 10 },
      { answer: 'nothing', least: expect.any(Number), most: expect.any(Number) },
    ])
    // By a program of before, or by hand: a figure that is another one than was decided about is told to nobody.
    await run(t, `update outcomes set value = 4 where value = 10`)
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing])
    await run(t, `update outcomes set note = 'Prov' where value = 7`)
    await decideAll(t)
    const logged = await run(t, `select operation from changes where table_name = 'outcomes' order by seq`)
    expect(logged.rows.map(({ operation }) => operation).slice(-3)).toEqual(['update', 'update', 'derive'])
  })

  test('stays known, whoever would have it forgotten', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    await recorded(t.as.partner, { contributionId, value: 12 })
    for (const statement of [
      'update disclosures set least = 0',
      'delete from disclosures',
      'delete from contribution_homes',
    ]) {
      await expect(t.service.pool.query(statement), statement).rejects.toThrow('permission denied')
    }
    const told = `insert into disclosures (outcome_id, owner_id, contribution_id, metric, answer, reason, least)
      select id, id, id, 'deltagare', 'nothing', 'rule', 0 from contributions`
    await expect(t.service.pool.query(told)).rejects.toThrow('row-level security')
  })

  test('is looked at again where figures come to hang together, and is told less at most', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    const contributionId = await offered(t.as.partner)
    await recorded(t.as.coordinator, { collaborationId, value: 12 })
    await recorded(t.as.partner, { contributionId, value: 9 })
    await recorded(t.as.partner, { contributionId, metric: 'besok', value: 40 })
    expect(await toldTo(t.as.public)).toEqual([12, 9, 40])
    await t.as.coordinator.patch(`/contributions/${contributionId}`, { collaborationId }, 1).expect(200)
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing, nothing])
    await decideAll(t)
    const told = [nothing, nothing, 40]
    expect(await toldTo(t.as.public)).toEqual(told)
    for (const home of [null, collaborationId]) {
      await t.as.coordinator.patch(`/contributions/${contributionId}`, { collaborationId: home }, '*').expect(200)
      await decideAll(t)
      expect(await toldTo(t.as.public)).toEqual(told)
    }
  })

  test('is looked at again when a metric becomes a part of another', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    await recorded(t.as.partner, { contributionId, value: 20 })
    await recorded(t.as.partner, { contributionId, metric: 'besok', value: 18 })
    await recorded(t.as.partner, { contributionId, metric: 'klasser', value: 9 })
    expect(await toldTo(t.as.public)).toEqual([20, 18, 9])
    const terms = '/vocabularies/outcome-metrics/terms'
    const [term] = (await t.as.coordinator.get(`${terms}?q=besok`).expect(200)).body.items
    await t.as.coordinator.patch(`${terms}/${term.id}`, { partOf: 'deltagare' }, term.version).expect(200)
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing, 9])
    await decideAll(t)
    expect(await toldTo(t.as.public)).toEqual([nothing, nothing, 9])
  })

  test('is looked at again when more have completed than it leaves', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    await recorded(t.as.partner, { contributionId, metric: 'slutfort', value: 6, ...spring })
    await recorded(t.as.partner, { contributionId, value: 20, ...spring })
    const { body } = await t.as.matcher
      .post(`/contributions/${contributionId}/allocations`, { quantity: 8 })
      .expect(201)
    for (const act of ['confirmation', 'start', 'completion']) {
      expect(await toldTo(t.as.public)).toEqual([6, 20])
      await t.as.matcher.post(`/allocations/${body.id}/${act}`).expect(200)
    }
    await decideAll(t)
    expect(await toldTo(t.as.public)).toEqual([nothing, 20])
    // What comes later is decided beside those 8.
    await recorded(t.as.partner, { contributionId, metric: 'slutfort', value: 5, ...autumn })
    expect(await toldTo(t.as.public)).toEqual([nothing, 20, nothing])
  })

  test('heeds what the makers of allocations know', async () => {
    await using t = await testApp()
    const contributionId = await offered(t.as.partner)
    const { body } = await t.as.matcher
      .post(`/contributions/${contributionId}/allocations`, { quantity: 20 })
      .expect(201)
    const path = `/outcomes/${await recorded(t.as.partner, { contributionId, value: 12, ...year })}`
    await recorded(t.as.matcher, { allocationId: body.id, value: 3, ...spring })
    await t.as.public
      .get(path)
      .expect(200)
      .expect(({ body: row }) => expect(row.value).toBe(12))
    await recorded(t.as.matcher, { allocationId: body.id, value: 6, ...autumn })
    expect((await t.as.public.get(path).expect(200)).body).toMatchObject({ hidden: true, display: nothing })
    // One that comes later than theirs is decided beside it.
    await t.as.partner.patch(path, { value: 13 }, 1).expect(200)
    expect((await t.as.public.get(path).expect(200)).body.hidden).toBe(true)
  })

  test('changes by nobody’s reading: two who write at once are not kept from it by a move', async () => {
    await using t = await testApp()
    const collaborationId = await shared(t)
    const contributionId = await offered(t.as.partner, { collaborationId })
    const answers = await Promise.all([
      t.as.partner.post('/outcomes', { contributionId, metric: 'deltagare', value: 30 }),
      t.as.partner.patch(`/contributions/${contributionId}`, { collaborationId: null }, '*'),
      t.as.coordinator.post('/outcomes', { collaborationId, metric: 'deltagare', value: 50 }),
      t.as.coordinator.patch(`/contributions/${contributionId}`, { collaborationId }, '*'),
    ])
    expect(statusesOf(answers)).toEqual([200, 200, 201, 201])
  })
})
