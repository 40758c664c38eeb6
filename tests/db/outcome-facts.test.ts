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
        .map(({ metric, value, from }) => [metric, value, ...(from ? [from] : [])].join(' '))
        .toSorted()
    expect(told(contribution('jobbspar-maltidsservice'))).toEqual(['deltagare 7', 'fatt_arbete 6'])
    expect(told(contribution('jobbspar-willys'))).toEqual(['deltagare 4', 'fatt_arbete 4'])
    expect(told(contribution('jobbspar-industri'))).toEqual(['pagaende 13'])
    expect(told(collaboration('bitradessparet'))).toEqual(['planerade_platser 20'])
    expect(told(collaboration('care'))).toEqual(['anstallda 4'])
    expect(told(collaboration('samverkansteamet'))).toEqual(['natta 68'])
    expect(told(collaboration('familjehuset-klippan'))).toEqual([
      'besok 1400 2017-01-01',
      'besok 968 2018-01-01',
      'natta 309 2017-01-01',
    ])
    expect(told(collaboration('pa-egna-ben'))).toEqual(['deltagare 292', 'klasser 12'])
    expect(told(collaboration('bostader-med-forstahandskontrakt'))).toEqual([
      'egna_kontrakt 16 2023-01-01',
      'overtagna_kontrakt 15 2023-01-01',
    ])
    expect(told(collaboration('sarskild-undervisningsgrupp'))).toEqual(['pagaende 13'])
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
