import { describe, expect, test } from 'vitest'
import { partFaults } from '../../src/registry/outcomes/rules.ts'
import { findWholes } from '../../src/registry/vocabularies/wholes.queries.ts'
import { idOf } from '../../src/seed/ids.ts'
import { seed } from '../../src/seed/seed.ts'
import { walk } from '../support/builders.ts'
import { testApp } from '../support/test-app.ts'

const contribution = (slug: string) => idOf(`contributions/${slug}`)
const collaboration = (slug: string) => idOf(`collaborations/${slug}`)

describe('the figures of the documents', () => {
  test('are shown to everybody, however small, with the document that states them', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const all = await walk(t.as.public, '/outcomes?limit=200')
    const told = (id: string) =>
      all
        .filter((row) => row.contributionId === id || row.collaborationId === id)
        .map(({ metric, value, from, reportYear }) => [metric, value, from ?? reportYear].join(' '))
        .toSorted()
    expect(told(contribution('jobbspar-maltidsservice'))).toEqual(['deltagare 7 2023', 'fatt_arbete 6 2023'])
    expect(told(contribution('jobbspar-willys'))).toEqual(['deltagare 4 2023', 'fatt_arbete 4 2023'])
    expect(told(contribution('jobbspar-industri'))).toEqual(['pagaende 13 2023'])
    expect(told(collaboration('bitradessparet'))).toEqual(['planerade_platser 20 2023'])
    expect(told(collaboration('care'))).toEqual(['anstallda 4 2023'])
    expect(told(collaboration('samverkansteamet'))).toEqual(['natta 68 2023'])
    expect(told(collaboration('familjehuset-klippan'))).toEqual([
      'besok 1400 2017-01-01',
      'besok 968 2018-01-01',
      'natta 309 2017-01-01',
    ])
    expect(told(collaboration('pa-egna-ben'))).toEqual(['deltagare 292 2023', 'klasser 12 2023'])
    expect(told(collaboration('bostader-med-forstahandskontrakt'))).toEqual([
      'egna_kontrakt 16 2023-01-01',
      'overtagna_kontrakt 15 2023-01-01',
    ])
    expect(told(collaboration('sarskild-undervisningsgrupp'))).toEqual(['pagaende 13 2023'])
    expect(told(collaboration('lupp-2023'))).toEqual(['svar 832 2023-01-01'])
    expect(all.filter(({ hidden, sources }) => hidden || sources.length !== 1)).toEqual([])
    expect(all.filter(({ publiclyStated }) => !publiclyStated)).toMatchObject([{ metric: 'svar' }])

    const { body } = await t.as.public.get('/outcomes/summary?by=year&metric=besok').expect(200)
    expect(body.items).toMatchObject([
      { year: 2017, value: 1400 },
      { year: 2018, value: 968 },
    ])
  })

  test('have the places behind them, and keep the rules of what is recorded', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const capacity = async (slug: string) =>
      (await t.as.coordinator.get(`/contributions/${contribution(slug)}`)).body.capacity
    expect(await capacity('jobbspar-maltidsservice')).toMatchObject({
      offered: 7,
      filled: 7,
      completed: 7,
      available: 0,
    })
    expect(await capacity('jobbspar-willys')).toMatchObject({ offered: 4, filled: 4, completed: 4 })
    expect(await capacity('jobbspar-industri')).toMatchObject({ offered: 13, filled: 13, completed: 0 })
    expect(await capacity('bitradessparet')).toMatchObject({ offered: 20, filled: 0 })
    const wholes = await findWholes(t.connection.db)
    const all = await walk(t.as.coordinator, '/outcomes?limit=200')
    const subject = (row: any) => `${row.contributionId} ${row.collaborationId} ${row.from} ${row.to}`
    for (const same of Map.groupBy(all, subject).values()) {
      for (const row of same)
        expect(
          partFaults(
            row,
            same.filter((other) => other !== row),
            wholes,
          ),
        ).toEqual([])
    }
  })

  test('belong to the year of the follow-up, where it names no days', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const about = async (query: string) => (await walk(t.as.public, `/outcomes?limit=200&${query}`)).length
    expect(await about('fromAfter=2023-01-01&toBefore=2023-12-31')).toBe(14)
    expect(await about('year=2023')).toBe(14)
    expect(await about('reportYear=2023')).toBe(11)
    expect(await about('year=2017')).toBe(2)
    expect(await about('year=2024,2025,2026')).toBe(0)
  })

  test('are in no sum that nobody may quote', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const sums = async (query: string) => (await t.as.public.get(`/outcomes/summary?${query}`).expect(200)).body.items
    const valuesOf = async (metric: string) => (await sums(`metric=${metric}`)).map((sum: any) => [sum.year, sum.value])
    // Pupils who cycle, and those of the job tracks.
    expect(await valuesOf('deltagare')).toEqual(
      expect.arrayContaining([
        [2023, 292],
        [2023, 11],
      ]),
    )
    expect(await valuesOf('pagaende')).toEqual([
      [2023, 13],
      [2023, 13],
    ])
    expect((await valuesOf('natta')).toSorted()).toEqual([
      [2017, 309],
      [2023, 68],
    ])
    expect((await valuesOf('besok')).toSorted()).toEqual([
      [2017, 1400],
      [2018, 968],
    ])
    for (const sum of await sums('by=metric')) {
      const isMixed = ['deltagare', 'pagaende', 'natta', 'besok'].includes(sum.metric)
      expect([sum.metric, 'value' in sum]).toEqual([sum.metric, !isMixed])
    }
    expect(await sums('by=year&metric=deltagare')).toMatchObject([{ year: 2023, mixes: ['collaboration'] }])
    expect(await sums('by=type,year&type=jobbspar&metric=deltagare')).toMatchObject([
      { type: 'jobbspar', year: 2023, value: 11 },
    ])
    const units = new Map((await sums('')).map((sum: any) => [sum.metric, sum.unit]))
    expect([...units.values()]).not.toContain(undefined)
    expect([units.get('natta'), units.get('besok'), units.get('klasser')]).toEqual(['person', 'visit', 'class'])
    const [natta] = (await t.as.public.get('/vocabularies/outcome-metrics/terms?q=natta').expect(200)).body.items
    expect(natta).toMatchObject({ unit: 'person', note: expect.stringContaining('People, however often') })
  })

  test('have tracks that were offered in the year of the follow-up, and in no month', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const rows = async (query: string) =>
      (await t.as.coordinator.get(`/coverage?type=jobbspar&${query}`).expect(200)).body.rows
    const offered = async (query: string) => (await rows(query)).map((row: any) => row.offered).filter(Boolean)
    for (const year of [2019, 2022, 2024, 2027, 2035]) {
      expect(await offered(`from=${year}-01-01&to=${year}-12-31&by=type`)).toEqual([])
    }
    expect(await offered('from=2022-01-01&to=2024-12-31&by=month')).toEqual([])
    expect(await rows('from=2023-01-01&to=2023-12-31&by=type')).toMatchObject([
      { type: 'jobbspar', offered: 24, fundingUnknown: 24, filled: 24, completed: 11, available: 0 },
    ])
  })

  test('get the year of the follow-up in a register that has had them without', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const years = async () =>
      (
        await t.connection.pool.query(`select count(*) filter (where report_year = 2023)::int as told from (
          select report_year from outcomes union all select report_year from contributions) both_tables`)
      ).rows[0].told
    // As the version before has loaded them, but for one that somebody has corrected since.
    const [{ id }] = (await t.as.coordinator.get('/outcomes?metric=klasser').expect(200)).body.items
    await t.as.coordinator.patch(`/outcomes/${id}`, { reportYear: null }, 1).expect(200)
    const client = await t.connection.pool.connect()
    await client.query(`set session_replication_role = replica; update outcomes set report_year = null;
      update contributions set report_year = null; reset session_replication_role`)
    client.release()
    await seed(t.connection.db, 'facts')
    expect(await years()).toBe(10 + 3)
    expect(
      (await t.as.public.get('/outcomes?reportYear=2023&limit=100')).body.items.filter((row: any) => row.hidden),
    ).toEqual([])
  })

  test('loaded again change nothing, and what people have removed stays away', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const count = async () => (await t.connection.pool.query('select count(*) from changes')).rows[0].count
    const [row] = (await t.as.coordinator.get('/outcomes?metric=svar')).body.items
    await t.as.coordinator.delete(`/outcomes/${row.id}`, 1).expect(204)
    const before = await count()
    await seed(t.connection.db, 'facts')
    expect(await count()).toBe(before)
    expect((await t.as.public.get('/outcomes?metric=svar')).body.items).toEqual([])
  })
})
