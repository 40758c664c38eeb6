import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { closeEnded } from '../../src/registry/contributions/ending.commands.ts'
import { faultsOf, organisationOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const title = 'Påhittat'

async function needOf(
  t: TestApp,
  type: string,
  quantity: number,
  startsOn: string,
  endsOn: string,
  fields: object = {},
): Promise<string> {
  const body = { title, type, quantity, startsOn, endsOn, ...fields }
  return (await t.as.matcher.post('/needs', body).expect(201)).body.id
}

async function offerOf(t: TestApp, type: string, offer: number, fields: object = {}): Promise<string> {
  const body = { title, type, capacity: { offered: offer }, status: 'published', ...fields }
  return (await t.as.partner.post('/contributions', body).expect(201)).body.id
}

/** Takes places of an offer for a need, past the commands; the counters follow by the triggers. */
const allocate = (
  t: TestApp,
  needId: string | null,
  contributionId: string,
  quantity: number,
  status: 'reserved' | 'confirmed' | 'completed' = 'confirmed',
) =>
  t.connection.db
    .execute(sql`insert into allocations (contribution_id, need_id, quantity, status, hold_minutes, expires_at)
    values (${contributionId}, ${needId}, ${quantity}, ${status}, 60,
      ${status === 'reserved' ? '2025-03-01T00:00:00Z' : null}::timestamptz)`)

const rowsOf = async (t: TestApp, query: string, caller: keyof TestApp['as'] = 'coordinator') =>
  (await t.as[caller].get(`/coverage?${query}`).expect(200)).body.rows as Record<string, any>[]

/** The rows of something as lines: what they are of, then needed, covered, offered, available and short. */
async function coverageOf(t: TestApp, query: string, caller: keyof TestApp['as'] = 'coordinator'): Promise<string[]> {
  const rows = (await rowsOf(t, query, caller)).filter(({ needed, offered }) => needed + offered > 0)
  return rows.map(({ month, type, area, needed, covered, offered, available, short }) =>
    [month?.slice(0, 7), type, area, `${needed} ${covered} ${offered} ${available} ${short}`].filter(Boolean).join(' '),
  )
}

/** What became of the offers in each row: offered, funded, of unknown funding, reserved, filled, completed. */
const becameOf = async (t: TestApp, query: string, caller: keyof TestApp['as'] = 'coordinator') =>
  (await rowsOf(t, query, caller))
    .filter(({ offered }) => offered > 0)
    .map(({ month = '', offered, funded, fundingUnknown, reserved, filled, completed, completedAtLeast }) =>
      [month.slice(0, 7), offered, funded, fundingUnknown, reserved, filled, completed ?? `>=${completedAtLeast}`]
        .join(' ')
        .trim(),
    )

describe('coverage', () => {
  test('sets needs against offers month by month, each in full where its period touches', async () => {
    await using t = await testApp()
    const need = await needOf(t, 'feriejobb', 10, '2025-06-16', '2025-08-01')
    await needOf(t, 'feriejobb', 4, '2025-08-31', '2025-08-31')
    const june = await offerOf(t, 'feriejobb', 8, { startsOn: '2025-06-01', endsOn: '2025-06-30' })
    await offerOf(t, 'feriejobb', 5, {
      startsOn: '2025-07-31',
      endsOn: '2025-08-01',
      capacity: { offered: 5, funded: 3 },
    })
    await allocate(t, need, june, 2)
    await allocate(t, null, june, 1)

    const asked = 'from=2025-06-30&to=2025-09-01&by=type,month'
    const { body } = await t.as.reader.get(`/coverage?${asked}&type=feriejobb`).expect(200)
    const nothing = { fundingUnknown: 0, reserved: 0, filled: 0, completed: 0 }
    const summer = { type: 'feriejobb', unit: 'place' }
    expect(body).toEqual({
      from: '2025-06-01',
      to: '2025-09-30',
      by: ['type', 'month'],
      complete: true,
      rows: [
        // 10 asked for and 2 held; 8 offered, 3 taken: 5 can still be had, 3 are lacking. Nobody has said who pays.
        {
          ...summer,
          month: '2025-06-01',
          needed: 10,
          covered: 2,
          offered: 8,
          funded: 0,
          fundingUnknown: 8,
          reserved: 0,
          filled: 3,
          completedAtLeast: 0,
          withheld: ['completed'],
          available: 5,
          short: 3,
        },
        // There is money for 3 of the 5.
        {
          ...summer,
          ...nothing,
          month: '2025-07-01',
          needed: 10,
          covered: 2,
          offered: 5,
          funded: 3,
          available: 3,
          short: 5,
        },
        // 10 until the first of the month and 4 on its last day.
        {
          ...summer,
          ...nothing,
          month: '2025-08-01',
          needed: 14,
          covered: 2,
          offered: 5,
          funded: 3,
          available: 3,
          short: 9,
        },
        {
          ...summer,
          ...nothing,
          month: '2025-09-01',
          needed: 0,
          covered: 0,
          offered: 0,
          funded: 0,
          available: 0,
          short: 0,
        },
      ],
    })
    // All months as one: each counts once.
    expect(await coverageOf(t, 'from=2025-06-01&to=2025-08-31&by=type')).toEqual(['feriejobb 14 2 13 8 4'])
    expect(await coverageOf(t, 'from=2025-09-01&by=type')).toEqual([])
  })

  test('counts a need and an offer in each area that they name, and without one those that name none', async () => {
    await using t = await testApp()
    const may = { startsOn: '2025-05-01', endsOn: '2025-05-31' }
    await needOf(t, 'mentorskap', 6, may.startsOn, may.endsOn, { areas: ['halsa', 'utbildning'] })
    await needOf(t, 'mentorskap', 1, may.startsOn, may.endsOn)
    await offerOf(t, 'mentorskap', 4, { ...may, areas: ['halsa'] })
    await offerOf(t, 'prao', 2, { ...may, areas: ['utbildning', 'trygghet'] })

    const all = 'from=2025-05-01&to=2025-05-31'
    expect(await coverageOf(t, all)).toEqual([
      '2025-05 mentorskap halsa 6 0 4 4 2',
      '2025-05 mentorskap utbildning 6 0 0 0 6',
      '2025-05 mentorskap 1 0 0 0 1',
      '2025-05 prao trygghet 0 0 2 2 0',
      '2025-05 prao utbildning 0 0 2 2 0',
    ])
    expect(await coverageOf(t, `${all}&by=type`)).toEqual(['mentorskap 7 0 4 4 3', 'prao 0 0 2 2 0'])
    // The surplus in one type hides the lack in another.
    expect(await coverageOf(t, `${all}&by=area`)).toEqual([
      'halsa 6 0 4 4 2',
      'trygghet 0 0 2 2 0',
      'utbildning 6 0 2 2 4',
      '1 0 0 0 1',
    ])
    expect(await coverageOf(t, `${all}&by=month`)).toEqual(['2025-05 7 0 6 6 1'])
    // A filter picks what names the area, and leaves no row for the others that it names.
    expect(await coverageOf(t, `${all}&area=utbildning`)).toEqual([
      '2025-05 mentorskap utbildning 6 0 0 0 6',
      '2025-05 prao utbildning 0 0 2 2 0',
    ])
    expect(await coverageOf(t, `${all}&area=utbildning,halsa&by=type`)).toEqual([
      'mentorskap 6 0 4 4 2',
      'prao 0 0 2 2 0',
    ])
    expect(await coverageOf(t, `${all}&type=prao&by=month&by=type`)).toEqual(['2025-05 prao 0 0 2 2 0'])
    expect(await coverageOf(t, `${all}&type=finns_inte`)).toEqual([])
  })

  test('never adds hours to places', async () => {
    await using t = await testApp()
    const may = { startsOn: '2025-05-01', endsOn: '2025-05-31' }
    await needOf(t, 'ideell_tid', 100, may.startsOn, may.endsOn)
    await offerOf(t, 'prao', 2, may)
    const { body } = await t.as.partner.get('/coverage?from=2025-05-01&to=2025-05-01&by=month').expect(200)
    expect(body.rows).toMatchObject([
      { unit: 'hour', needed: 100, offered: 0, short: 100 },
      { unit: 'occasion', needed: 0, offered: 0, short: 0 },
      { unit: 'place', needed: 0, offered: 2, short: 0 },
    ])
  })

  test('counts of a closed need what was covered, and of what can no longer be had nothing', async () => {
    await using t = await testApp()
    const spring = { startsOn: '2025-01-01', endsOn: '2025-04-30' }
    const closed = await needOf(t, 'praktikplats', 9, '2025-01-15', '2025-03-15')
    const over = await needOf(t, 'praktikplats', 3, '2025-01-15', '2025-03-15')
    const paused = await offerOf(t, 'praktikplats', 20, spring)
    await allocate(t, closed, paused, 2)
    await t.as.matcher.post(`/needs/${closed}/closure`).expect(200)
    await t.as.partner.post(`/contributions/${paused}/pause`).expect(200)
    const ended = await offerOf(t, 'praktikplats', 7, spring)
    await t.as.partner.post(`/contributions/${ended}/closure`).expect(200)
    const withdrawn = await offerOf(t, 'praktikplats', 50, spring)
    await t.as.partner.post(`/contributions/${withdrawn}/withdrawal`).expect(200)
    await offerOf(t, 'praktikplats', 50, { ...spring, status: 'draft' })
    await offerOf(t, 'praktikplats', 5, { ...spring, applyBy: '2025-02-02' })
    await offerOf(t, 'praktikplats', 1, { ...spring, startsOn: undefined })
    // More than it asks for is held: another need's lack is not filled by that.
    const full = await offerOf(t, 'praktikplats', 8, { startsOn: '2025-03-01', endsOn: '2025-03-01' })
    const small = await needOf(t, 'praktikplats', 1, '2025-03-01', '2025-03-02')
    await allocate(t, small, full, 8)

    const rows = await coverageOf(t, 'from=2024-12-01&to=2025-05-31&by=month')
    expect(rows).toEqual([
      // Of the closed need the 2 that were covered. In a month that is over nothing can be had.
      '2025-01 5 2 32 0 3',
      // From here on also the one without a first day: on this day it was published.
      '2025-02 5 2 33 1 2',
      '2025-03 6 3 41 1 2',
      '2025-04 0 0 33 1 0',
    ])
    await allocate(t, over, ended, 1)
    expect(await coverageOf(t, 'from=2025-02-01&to=2025-02-28&by=month')).toEqual(['2025-02 5 3 33 1 1'])
    expect(await coverageOf(t, 'by=month', 'partner')).toEqual(await coverageOf(t, 'by=month'))
  })

  test('shows those without a key nothing, and others nothing of internal organisations', async () => {
    await using t = await testApp()
    const internal = await organisationOf(t, { visibility: 'internal' })
    const may = { startsOn: '2025-05-01', endsOn: '2025-05-31' }
    const hidden = { title, type: 'prao', ...may, organisationId: internal.id }
    await t.as.coordinator.post('/needs', { ...hidden, quantity: 3 }).expect(201)
    await t.as.coordinator
      .post('/contributions', { ...hidden, capacity: { offered: 2 }, status: 'published' })
      .expect(201)
    await needOf(t, 'prao', 1, may.startsOn, may.endsOn)
    expect(await coverageOf(t, 'by=type')).toEqual(['prao 4 0 2 2 2'])
    for (const caller of ['reader', 'partner', 'matcher'] as const) {
      expect(await coverageOf(t, 'by=type', caller)).toEqual(['prao 1 0 0 0 1'])
    }
    await t.as.public.get('/coverage').expect(401)
  })

  test('says what is wrong with a question', async () => {
    await using t = await testApp()
    const wrong: [string, string][] = [
      ['from=2025-13-01', '/from wrong_format'],
      ['from=2025-06', '/from wrong_format'],
      ['from=2025-06-01&to=2025-05-31', '/to before_start'],
      ['from=2025-01-01&to=2028-01-01', '/to too_long'],
      ['by=sector', '/by/0 not_allowed'],
      ['by=', '/by/0 not_allowed'],
      ['by=type,type', '/by repeated'],
      ['type=%C3%A5', '/type/0 wrong_format'],
      ['month=2025-06', '/month unknown_field'],
    ]
    for (const [query, fault] of wrong) {
      expect(faultsOf(await t.as.reader.get(`/coverage?${query}`).expect(400))).toEqual([fault])
    }
    for (const from of ['0000-01-01', '9999-12-31'])
      expect((await t.as.reader.get(`/coverage?from=${from}`)).status).toBe(400)
    const { body } = await t.as.reader.get('/coverage?type=finns_inte').expect(200)
    const by = ['type', 'area', 'month']
    expect(body).toEqual({ from: '2025-02-01', to: '2026-01-31', by, complete: true, rows: [] })
    const { body: three } = await t.as.reader.get('/coverage?from=2024-01-31&to=2026-12-01').expect(200)
    expect([three.from, three.to]).toEqual(['2024-01-01', '2026-12-31'])
  })

  test('counts an offer in full in its period, whatever closes it, with what became of it beside', async () => {
    await using t = await testApp()
    const summer = { startsOn: '2025-06-16', endsOn: '2025-07-11' }
    const offer = await offerOf(t, 'feriejobb', 10, { ...summer, capacity: { offered: 10, funded: 9 } })
    await allocate(t, null, offer, 2, 'reserved')
    await allocate(t, null, offer, 6)
    const june = 'from=2025-06-01&to=2025-06-30&by=type'
    expect(await becameOf(t, june)).toEqual(['10 9 0 2 6 0'])
    await t.as.partner.post(`/contributions/${offer}/pause`).expect(200)
    expect(await becameOf(t, june)).toEqual(['10 9 0 2 6 0'])
    await t.as.partner.post(`/contributions/${offer}/closure`).expect(200)
    expect(await becameOf(t, june)).toEqual(['10 9 0 2 6 0'])
    // Typed in afterwards, and closed by the register itself.
    await offerOf(t, 'feriejobb', 10, { startsOn: '2022-06-13', endsOn: '2022-07-08' })
    const before = await rowsOf(t, 'from=2022-06-01&to=2022-07-31&by=month,type&type=feriejobb')
    expect(before).toMatchObject([
      { month: '2022-06-01', offered: 10 },
      { month: '2022-07-01', offered: 10 },
    ])
    expect(await closeEnded(t.connection.db, t.clock.now)).toBe(1)
    expect(await rowsOf(t, 'from=2022-06-01&to=2022-07-31&by=month,type&type=feriejobb')).toEqual(before)
    // A draft is no offer yet, and one that was taken back is none any more.
    const march = { startsOn: '2025-03-01', endsOn: '2025-03-31' }
    await offerOf(t, 'prao', 3, { ...march, status: 'draft' })
    const withdrawn = await offerOf(t, 'prao', 4, march)
    await t.as.partner.post(`/contributions/${withdrawn}/withdrawal`).expect(200)
    expect(await becameOf(t, 'from=2025-03-01&to=2025-03-31&by=month')).toEqual([])
  })

  test('states no month that nobody knows', async () => {
    await using t = await testApp()
    const years = 'from=2024-01-01&to=2026-12-31&by=month&type='
    const offeredIn = async (type: string) => (await becameOf(t, years + type)).map((line) => line.split(' ')[0])
    // Open, an offer without days can be had from the day it is published on.
    const undated = await offerOf(t, 'mentorskap', 5)
    expect((await offeredIn('mentorskap')).slice(0, 2)).toEqual(['2025-02', '2025-03'])
    expect(await offeredIn('mentorskap')).toHaveLength(23)
    await t.as.partner.post(`/contributions/${undated}/closure`).expect(200)
    expect(await offeredIn('mentorskap')).toEqual([])
    expect(await becameOf(t, 'from=2025-01-01&to=2025-12-31&by=type')).toEqual([])
    const begun = await offerOf(t, 'lokal', 2, { startsOn: '2024-11-05' })
    expect(await offeredIn('lokal')).toHaveLength(26)
    await t.as.partner.post(`/contributions/${begun}/closure`).expect(200)
    expect(await offeredIn('lokal')).toEqual(['2024-11'])
    await offerOf(t, 'maltid', 3, { endsOn: '2025-03-31' })
    await offerOf(t, 'maltid', 3, { endsOn: '2024-03-31' })
    expect(await offeredIn('maltid')).toEqual(['2024-03', '2025-02', '2025-03'])
  })

  test('counts what only a report tells of in the whole years that it is of', async () => {
    await using t = await testApp()
    await offerOf(t, 'jobbspar', 24, { reportYear: 2023 })
    const offeredIn = (query: string) => becameOf(t, query)
    expect(await offeredIn('from=2023-01-01&to=2023-12-31&by=type')).toEqual(['24 0 24 0 0 0'])
    expect(await offeredIn('from=2022-06-01&to=2024-05-31&by=type')).toEqual(['24 0 24 0 0 0'])
    for (const none of [
      'by=month,type&from=2023-01-01&to=2023-12-31',
      'by=type&from=2023-02-01&to=2024-12-31',
      'by=type',
    ]) {
      expect(await offeredIn(none)).toEqual([])
    }
  })

  test('has a row for each type and area in use, also where there is nothing', async () => {
    await using t = await testApp()
    await offerOf(t, 'prao', 2, { startsOn: '2025-05-01', endsOn: '2025-05-31', areas: ['utbildning'] })
    const may = 'from=2025-05-01&to=2025-05-31'
    const areas = await rowsOf(t, `${may}&by=area&type=prao`)
    expect(areas.map(({ area, unit, offered }) => `${area} ${unit} ${offered}`)).toEqual([
      'arbete-och-sysselsattning place 0',
      'boende place 0',
      'demokrati-och-civilsamhalle place 0',
      'halsa place 0',
      'tidiga-insatser-for-barn-och-unga place 0',
      'trygghet place 0',
      'utbildning place 2',
    ])
    const typesIn = async (query: string) => (await rowsOf(t, `${query}&by=type`)).map(({ type }) => type)
    expect(await typesIn(may)).toContain('annat')
    // As long as it was in use.
    expect(await typesIn(may)).not.toContain('extratjanst')
    expect(await typesIn('from=2021-12-01&to=2022-02-28')).toContain('extratjanst')
    const extra = await rowsOf(t, 'from=2021-12-01&to=2022-02-28&by=type,month&type=extratjanst')
    expect(extra.map(({ month }) => month)).toEqual(['2021-12-01'])
    expect(await rowsOf(t, `${may}&by=area,type&area=boende&type=prao,lokal`)).toMatchObject([
      { type: 'lokal', area: 'boende', unit: 'occasion', offered: 0 },
      { type: 'prao', area: 'boende', unit: 'place', offered: 0 },
    ])
    // Not where that would be a long answer of nothing.
    await t.connection.pool.query(
      `insert into contribution_types (code, label_sv, label_en) select 'prov_' || n, 'Prov', 'Test' from generate_series(1, 20) n`,
    )
    const many = (await t.as.coordinator.get('/coverage?from=2025-05-01&to=2028-04-30').expect(200)).body
    expect([many.complete, many.rows.length]).toEqual([false, 1])
    expect((await t.as.coordinator.get('/coverage').expect(200)).body.complete).toBe(true)
  })

  test('tells who has completed as each offer does: from five on, and to whose it is', async () => {
    await using t = await testApp()
    const may = { startsOn: '2025-05-01', endsOn: '2025-05-31' }
    const few = await offerOf(t, 'prao', 10, may)
    const many = (
      await t.as.otherPartner
        .post('/contributions', { title, type: 'prao', capacity: { offered: 9 }, status: 'published', ...may })
        .expect(201)
    ).body.id
    await allocate(t, null, few, 3, 'completed')
    await allocate(t, null, many, 6, 'completed')
    const completed = async (caller: keyof TestApp['as']) => {
      const [row] = await rowsOf(t, 'from=2025-05-01&to=2025-05-31&by=type&type=prao', caller)
      return [row!.completed, row!.completedAtLeast, row!.withheld]
    }
    expect(await completed('coordinator')).toEqual([9, undefined, undefined])
    expect(await completed('partner')).toEqual([9, undefined, undefined])
    for (const caller of ['otherPartner', 'matcher', 'reader'] as const) {
      expect(await completed(caller)).toEqual([undefined, 6, ['completed']])
    }
    // What is paused other partners are shown nothing of.
    await t.as.otherPartner.post(`/contributions/${many}/pause`).expect(200)
    expect(await completed('partner')).toEqual([undefined, 3, ['completed']])
    expect(await completed('reader')).toEqual([undefined, 6, ['completed']])
  })
})
