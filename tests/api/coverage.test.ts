import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
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
const allocate = (t: TestApp, needId: string | null, contributionId: string, quantity: number) =>
  t.connection.db.execute(sql`insert into allocations (contribution_id, need_id, quantity, status, hold_minutes)
    values (${contributionId}, ${needId}, ${quantity}, 'confirmed', 60)`)

/** The rows as lines: what they are of, then needed, covered, offered, available and short. */
async function coverageOf(t: TestApp, query: string, caller: keyof TestApp['as'] = 'coordinator'): Promise<string[]> {
  const { body } = await t.as[caller].get(`/coverage?${query}`).expect(200)
  return body.rows.map(({ month, type, area, needed, covered, offered, available, short }: Record<string, string>) =>
    [month?.slice(0, 7), type, area, `${needed} ${covered} ${offered} ${available} ${short}`].filter(Boolean).join(' '),
  )
}

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

    const { body } = await t.as.reader.get('/coverage?from=2025-06-30&to=2025-09-01&by=type,month').expect(200)
    expect(body).toEqual({
      from: '2025-06-01',
      to: '2025-09-30',
      by: ['type', 'month'],
      rows: [
        // 10 asked for and 2 held; 8 offered, 3 taken: 5 can still be had, 3 are lacking.
        {
          month: '2025-06-01',
          type: 'feriejobb',
          unit: 'place',
          needed: 10,
          covered: 2,
          offered: 8,
          available: 5,
          short: 3,
        },
        // Only the 3 that are funded.
        {
          month: '2025-07-01',
          type: 'feriejobb',
          unit: 'place',
          needed: 10,
          covered: 2,
          offered: 3,
          available: 3,
          short: 5,
        },
        // 10 until the first of the month and 4 on its last day.
        {
          month: '2025-08-01',
          type: 'feriejobb',
          unit: 'place',
          needed: 14,
          covered: 2,
          offered: 3,
          available: 3,
          short: 9,
        },
      ],
    })
    // All months as one: each counts once.
    expect(await coverageOf(t, 'from=2025-06-01&to=2025-08-31&by=type')).toEqual(['feriejobb 14 2 11 8 4'])
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
      { unit: 'place', needed: 0, offered: 2, short: 0 },
    ])
  })

  test('counts of what is closed, paused or withdrawn only what holds, and of what can no longer be had nothing', async () => {
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
      // The one without a first day, and a month that is over: nothing can be had.
      '2024-12 0 0 1 0 0',
      // Closed: the 2 that were covered. Paused: the 2 that are taken. 5 whose last day to apply has passed, and 1.
      '2025-01 5 2 8 0 3',
      '2025-02 5 2 8 1 2',
      '2025-03 6 3 16 1 2',
      '2025-04 0 0 8 1 0',
    ])
    await allocate(t, over, ended, 1)
    expect(await coverageOf(t, 'from=2025-02-01&to=2025-02-28&by=month')).toEqual(['2025-02 5 3 9 1 1'])
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
    const { body } = await t.as.reader.get('/coverage').expect(200)
    expect(body).toEqual({ from: '2025-02-01', to: '2026-01-31', by: ['type', 'area', 'month'], rows: [] })
    const { body: three } = await t.as.reader.get('/coverage?from=2024-01-31&to=2026-12-01').expect(200)
    expect([three.from, three.to]).toEqual(['2024-01-01', '2026-12-31'])
  })
})
