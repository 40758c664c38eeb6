import { describe, expect, test } from 'vitest'
import { idOf } from '../../src/seed/ids.ts'
import { seed } from '../../src/seed/seed.ts'
import { agreementOf, organisationOf, sign, takesPart, walk } from '../support/builders.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

async function facts() {
  const t = await testApp()
  await seed(t.connection.db, 'facts')
  return t
}

/** The names of a list, with how certain each is, and its counts. */
async function listed(caller: Caller, path: string) {
  const { body } = await caller.get(`${path}&count=true&limit=100`).expect(200)
  const rows = body.items as { name: string; certainty: string }[]
  const items = rows.map(({ name, certainty }) => `${name}: ${certainty}`)
  expect(rows.filter(({ certainty }) => certainty === 'certain')).toHaveLength(body.totalCertain)
  expect(rows).toHaveLength(body.total)
  return { items, total: body.total as number, totalCertain: body.totalCertain as number }
}

describe('what ran on a day of the past', () => {
  test('is what dates and documents say did: not what is attested later, and what is known to have run', async () => {
    await using t = await facts()
    // Care, Jobbspår and others are attested first by the follow-up of 2023; Mötesplatsen by a page of 2018.
    expect(await listed(t.as.public, '/collaborations?asOf=2018-01-01')).toEqual({
      items: [
        'Familjehuset Klippan: certain',
        'Multikompetent team i förskolan: certain',
        'Riktad drogprevention: certain',
        'Teknikstöd i skolan: certain',
      ],
      total: 4,
      totalCertain: 4,
    })
    const investments = await listed(t.as.public, '/collaborations?asOf=2018-01-01&tag=social%20investering')
    expect(investments.total).toBe(3)
    const in2015 = (await listed(t.as.public, '/collaborations?asOf=2015-06-01')).items
    expect(in2015).toEqual(['Teknikstöd i skolan: possible'])
    expect((await listed(t.as.public, '/collaborations?asOf=2016-02-01')).items).toEqual([
      'Multikompetent team i förskolan: possible',
      'Teknikstöd i skolan: certain',
    ])
    // A span of four years from some day of 2015 is over, certainly, when 2019 is.
    const teknik = async (day: string) =>
      (await listed(t.as.public, `/collaborations?asOf=${day}&q=Teknikst%C3%B6d`)).items
    expect(await teknik('2018-12-31')).toEqual(['Teknikstöd i skolan: certain'])
    expect(await teknik('2019-12-30')).toEqual(['Teknikstöd i skolan: possible'])
    expect(await teknik('2019-12-31')).toEqual([])
  })

  test('is not what is planned, and not what had ended by its newest source', async () => {
    await using t = await facts()
    const names = async (day: string) =>
      (await walk(t.as.public, `/collaborations?asOf=${day}&limit=100`)).map(({ name }) => name)
    expect(await names('2026-11-27')).not.toContain('Biträdesspåret')
    expect(await names('2024-02-19')).not.toContain('Care')
    expect(await names('2024-02-20')).not.toContain('Care')
    const lupp = async (day: string) => (await listed(t.as.public, `/collaborations?asOf=${day}&q=LUPP`)).items
    expect(await lupp('2023-08-31')).toEqual([])
    expect(await lupp('2023-10-01')).toEqual(['LUPP 2023: possible'])
    expect(await lupp('2023-12-01')).toEqual([])
  })

  test('is certain as long as somebody has spoken for it, and possible after that', async () => {
    await using t = await facts()
    const meeting = async (day: string) =>
      (await listed(t.as.public, `/collaborations?asOf=${day}&q=motesplatsen`)).items
    expect(await meeting('2018-12-30')).toEqual([])
    expect(await meeting('2018-12-31')).toEqual(['Mötesplatsen: certain'])
    expect(await meeting('2023-11-30')).toEqual(['Mötesplatsen: certain'])
    expect(await meeting('2025-01-01')).toEqual(['Mötesplatsen: possible'])
    const possible = await t.as.public
      .get('/collaborations?asOf=2025-01-01&certainty=certain&q=motesplatsen')
      .expect(200)
    expect(possible.body.items).toEqual([])
  })
})

describe('who was a signatory', () => {
  test('on a day: those that had signed for certain, those that may have, and none that nothing is said of', async () => {
    await using t = await facts()
    const on = (day: string) => listed(t.as.public, `/organisations?signatory=true&asOf=${day}`)
    expect(await on('2016-06-22')).toEqual({ items: [], total: 0, totalCertain: 0 })
    expect(await on('2016-06-23')).toEqual({ items: ['Kungälvs kommun: certain'], total: 1, totalCertain: 1 })
    expect(await on('2019-12-19')).toMatchObject({ total: 7, totalCertain: 7 })
    expect(await on('2022-12-31')).toMatchObject({ total: 7, totalCertain: 7 })
    expect(await on('2023-06-01')).toMatchObject({ total: 15, totalCertain: 7 })
    expect(await on('2023-12-31')).toMatchObject({ total: 15, totalCertain: 15 })
    const certain = await listed(t.as.public, '/organisations?asOf=2023-06-01&certainty=certain&signatory=true')
    expect(certain).toMatchObject({ total: 7, totalCertain: 7 })
    const possible = await listed(t.as.public, '/organisations?asOf=2023-06-01&certainty=possible&signatory=true')
    expect(possible).toMatchObject({ total: 8, totalCertain: 0 })
    const signed = (await t.as.public.get('/signatures?asOf=2023-06-01&count=true').expect(200)).body
    expect([signed.total, signed.totalCertain]).toEqual([15, 7])
    const today = (await t.as.public.get('/signatures?certainty=certain&count=true').expect(200)).body
    expect([today.total, today.totalCertain]).toEqual([15, 15])
  })

  test('is asked for by a day that there is', async () => {
    await using t = await testApp()
    for (const day of ['0000-01-01', '2023-02-29', '2023', 'igår']) {
      const { body } = await t.as.public
        .get(`/organisations?signatory=true&asOf=${encodeURIComponent(day)}`)
        .expect(400)
      expect(body.errors).toMatchObject([{ part: 'query', pointer: '/asOf' }])
    }
    await t.as.public.get('/organisations?signatory=true&asOf=0001-01-01').expect(200)
  })

  test('is told of one organisation too, and in exports', async () => {
    await using t = await facts()
    const pretec = `/organisations/${idOf('organisations/pretec')}`
    expect((await t.as.public.get(`${pretec}?asOf=2023-06-01`).expect(200)).body).toMatchObject({
      signatory: true,
      certainty: 'possible',
    })
    expect((await t.as.public.get(`${pretec}?asOf=2022-06-01`).expect(200)).body).not.toHaveProperty('certainty')
    const { text } = await t.as.public
      .get('/organisations?signatory=true&asOf=2023-06-01&fields=name,certainty')
      .set('accept', 'application/x-ndjson')
      .expect(200)
    expect(text.match(/"certainty":"possible"/g)).toHaveLength(8)
  })

  test('counts from its registration when nothing says since when', async () => {
    await using t = await testApp()
    const [agreementId, { id: organisationId }] = [await agreementOf(t), await organisationOf(t)]
    await sign(t, agreementId, { organisationId, method: 'imported', signedOnPrecision: 'unknown' }).expect(201)
    const isOne = async (day: string) =>
      (await t.as.public.get(`/organisations/${organisationId}?asOf=${day}`).expect(200)).body.signatory
    expect([await isOne('2025-02-02'), await isOne('2025-02-03')]).toEqual([false, true])
  })
})

describe('those who took part', () => {
  test('on a day certainly or possibly', async () => {
    await using t = await testApp()
    const { body } = await t.as.coordinator
      .post('/collaborations', {
        name: 'Prov (påhittat)',
        kind: 'project',
        status: 'active',
        participants: [
          { description: 'A', role: 'partner', from: '2021', to: '2023-21' },
          { description: 'B', role: 'partner' },
        ],
      })
      .expect(201)
    const on = async (day: string) => {
      const found = await t.as.public.get(`/collaborations/${body.id}/participants?asOf=${day}`).expect(200)
      const rows = found.body.items as { description: string; certainty: string }[]
      return rows.map(({ description, certainty }) => `${description} ${certainty}`)
    }
    expect(await on('2020-12-31')).toEqual([])
    const then = (await t.as.public.get(`/collaborations/${body.id}?asOf=2021-06-01`).expect(200)).body
    expect(then.participants).toMatchObject([{ description: 'A', certainty: 'possible' }])
    expect(then).not.toHaveProperty('certainty')
    const now = (await t.as.public.get(`/collaborations/${body.id}?asOf=2025-02-03`).expect(200)).body
    expect(now).toMatchObject({ certainty: 'certain', participants: [{ description: 'B', certainty: 'certain' }] })
    expect(await on('2021-06-01')).toEqual(['A possible'])
    expect(await on('2022-06-01')).toEqual(['A certain'])
    expect(await on('2023-04-01')).toEqual(['A possible'])
    expect(await on('2023-06-01')).toEqual([])
    expect(await on('2025-02-03')).toEqual(['B certain'])
    // A day that is sent brings its precision, and takes the words of the one before away.
    const path = `/collaborations/${body.id}/participants`
    const { id } = (await t.as.public.get(path).expect(200)).body.items.find((one: any) => one.description === 'A')
    const said = { from: '2021-21', fromText: 'våren 2021' }
    expect((await t.as.coordinator.patch(`${path}/${id}`, said, 1).expect(200)).body).toMatchObject({
      from: '2021-03-01',
      fromPrecision: 'season',
      fromText: 'våren 2021',
      fromLast: '2021-05-31',
    })
    const { body: exact } = await t.as.coordinator.patch(`${path}/${id}`, { from: '2021-04-02' }, 2).expect(200)
    expect(exact).toMatchObject({ from: '2021-04-02', fromPrecision: 'day' })
    expect(exact).not.toHaveProperty('fromText')
    await t.as.coordinator.patch(`${path}/${id}`, { fromPrecision: 'year' }, 3).expect(422)
  })
})

describe('when it meets next', () => {
  const weekly = { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00' }
  async function meeting(t: TestApp, fields: object = {}) {
    const body = { name: 'Fika (påhittat)', kind: 'meeting_place', status: 'active', schedule: weekly, ...fields }
    return `/collaborations/${(await t.as.coordinator.post('/collaborations', body).expect(201)).body.id}`
  }
  const toldOf = async (caller: Caller, path: string) => {
    const { nextOccurrences, needsConfirmation, confirmedOn } = (await caller.get(path).expect(200)).body
    return [nextOccurrences.length, needsConfirmation, confirmedOn]
  }

  test('is not told from a page of 2018 until somebody has said that it still does', async () => {
    await using t = await testApp()
    const { id: documentId } = (
      await t.as.coordinator.post('/documents', { title: 'Sida (påhittad)', kind: 'web_page', publishedOn: '2018' })
    ).body
    const path = await meeting(t, { sources: [{ documentId }] })
    expect(await toldOf(t.as.public, path)).toEqual([0, true, undefined])
    await t.as.partner.post(`${path}/confirmation`).expect(403)
    await t.as.matcher.post(`${path}/confirmation`).expect(403)
    await takesPart(t, path.split('/')[2]!)
    const { body } = await t.as.partner.post(`${path}/confirmation`).expect(200)
    expect(body).toMatchObject({ confirmedOn: '2025-02-03', needsConfirmation: false })
    expect(await toldOf(t.as.public, path)).toEqual([5, false, '2025-02-03'])
    const { version } = (await t.as.public.get(path)).body
    expect((await t.as.partner.post(`${path}/confirmation`).expect(200)).body.version).toBe(version)
    t.clock.now = new Date('2026-02-03T12:00:00Z')
    expect(await toldOf(t.as.public, path)).toMatchObject([expect.any(Number), false, '2025-02-03'])
    t.clock.now = new Date('2026-02-04T12:00:00Z')
    expect(await toldOf(t.as.public, path)).toEqual([0, true, '2025-02-03'])
    await t.as.coordinator.patch(path, { schedule: { time: '17:00' } }, version).expect(200)
    expect(await toldOf(t.as.public, path)).toEqual([5, false, '2026-02-04'])
  })

  test('is told for a year of one that a coordinator has registered, and what is over needs no word', async () => {
    await using t = await testApp()
    const path = await meeting(t)
    expect(await toldOf(t.as.public, path)).toEqual([5, false, undefined])
    await t.as.coordinator.post(`${path}/ending`, { endedOn: '2025-02-03' }).expect(200)
    expect((await t.as.public.get(path)).body).not.toHaveProperty('needsConfirmation')
    const { body } = await t.as.coordinator.post(`${path}/confirmation`).expect(409)
    expect(body.detail).toContain('is ended')
  })
})

describe('the rule', () => {
  const at = (t: TestApp, day: string) => void (t.clock.now = new Date(`${day}T12:00:00Z`))
  async function running(t: TestApp, fields: object) {
    const body = { name: 'Prov (påhittat)', kind: 'project', status: 'active', ...fields }
    return (await t.as.coordinator.post('/collaborations', body).expect(201)).body.id as string
  }
  const on = async (t: TestApp, day: string) =>
    (await listed(t.as.public, `/collaborations?asOf=${day}`)).items.map((item) => item.split(': ')[1])

  test('lets a plan last for as long as it says, and a confirmation for a year', async () => {
    await using t = await testApp()
    const id = await running(t, { startedOn: '2016-01-01', plannedMonths: 12 })
    expect(await on(t, '2016-12-31')).toEqual(['certain'])
    // It was registered as running after its plan had passed.
    expect(await on(t, '2025-02-03')).toEqual(['certain'])
    expect(await on(t, '2025-02-04')).toEqual([])
    await t.as.coordinator.post(`/collaborations/${id}/confirmation`).expect(200)
    at(t, '2025-12-01')
    expect(await on(t, '2025-12-01')).toEqual(['certain'])
    expect(await on(t, '2026-02-03')).toEqual(['certain'])
    expect(await on(t, '2026-02-04')).toEqual([])
  })

  test('takes what has ended, nobody knows when, for possible since it began, and over by now', async () => {
    await using t = await testApp()
    const document = { title: 'Rapport (påhittad)', kind: 'report', publishedOn: '2024-02-20' }
    const { id: documentId } = (await t.as.coordinator.post('/documents', document).expect(201)).body
    await running(t, { status: 'ended', startedOn: '2020-01-01', sources: [{ documentId }] })
    expect(await on(t, '2022-01-01')).toEqual(['possible'])
    expect(await on(t, '2024-02-20')).toEqual([])
    const future = { name: 'Fel (påhittat)', kind: 'project', status: 'ended', endedOn: '2030' }
    await t.as.coordinator.post('/collaborations', future).expect(422)
  })

  test('takes what is written of this year for so by the day that it was written, and nothing to come for certain', async () => {
    await using t = await testApp()
    const document = { title: 'Sida (påhittad)', kind: 'web_page', publishedOn: '2025' }
    const { id: documentId } = (await t.as.coordinator.post('/documents', document).expect(201)).body
    const id = await running(t, { sources: [{ documentId: documentId.toUpperCase() }] })
    const { body } = await t.as.public.get(`/collaborations/${id}`).expect(200)
    expect(body).toMatchObject({ sources: [{ documentId }], attestedFrom: '2025-02-03', attestedTo: '2025-02-03' })
    await t.as.coordinator.delete(`/documents/${documentId}`, 1).expect(409)
    const [agreementId, { id: organisationId }] = [await agreementOf(t), await organisationOf(t)]
    await sign(t, agreementId, { organisationId, method: 'paper', signedOn: '2025' }).expect(201)
    const signatories = async (day: string) =>
      (await listed(t.as.public, `/organisations?signatory=true&asOf=${day}`)).items.map((item) => item.split(': ')[1])
    expect(await signatories('2025-01-15')).toEqual(['possible'])
    expect(await signatories('2025-02-03')).toEqual(['certain'])
    expect(await signatories('9999-12-31')).toEqual(['possible'])
    expect(await signatories('2019-12-31')).toEqual([])
  })
})
