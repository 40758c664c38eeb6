import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { dayOf } from '../../src/days.ts'
import { migrate } from '../../src/db/migrate.ts'
import { signatures } from '../../src/registry/agreements/signatures.table.ts'
import { signatureFaults } from '../../src/registry/agreements/signatures.rules.ts'
import { agreements } from '../../src/registry/agreements/table.ts'
import { prepareOccurrences } from '../../src/registry/collaborations/occurrences.commands.ts'
import { participationFaults } from '../../src/registry/collaborations/participants.rules.ts'
import { participants } from '../../src/registry/collaborations/participants.table.ts'
import { collaborationFaults } from '../../src/registry/collaborations/rules.ts'
import { collaborations } from '../../src/registry/collaborations/table.ts'
import { contributions } from '../../src/registry/contributions/table.ts'
import { periodFaults } from '../../src/registry/contributions/period.rules.ts'
import { languageFaults } from '../../src/registry/contributions/rules.ts'
import { organisations } from '../../src/registry/organisations/table.ts'
import { organisationFaults } from '../../src/registry/organisations/rules.ts'
import { demoRows } from '../../src/seed/demo.ts'
import { idOf } from '../../src/seed/ids.ts'
import { seed } from '../../src/seed/seed.ts'
import { coordinatorOf } from '../support/builders.ts'
import { contractIn, listsOf } from '../support/contract.ts'
import { emptyDatabase } from '../support/register-process.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const loaded = [
  'organisations',
  'agreements',
  'signatures',
  'collaborations',
  'participants',
  'contributions',
  'contacts',
]

/** Rows of a statement of our own. */
async function rowsOf(t: TestApp, statement: string): Promise<any[]> {
  return (await t.connection.db.execute(sql.raw(statement))).rows
}
const countOf = async (t: TestApp, what: string): Promise<number> =>
  (await rowsOf(t, `select count(*)::int as count from ${what}`))[0].count

test('the vocabularies alone make an empty register one that can be used, and name nobody', async () => {
  const { url } = await emptyDatabase()
  await migrate(url)
  await using t = await testApp(undefined, url)
  for (const once of ['the first time', 'again']) {
    await seed(t.connection.db, 'vocabularies')
    expect(await countOf(t, 'sectors'), once).toBe(10)
  }
  for (const table of [...loaded, 'areas', 'outcomes']) expect(await countOf(t, table), table).toBe(0)
  const coordinator = await coordinatorOf(t)
  const { body } = await coordinator
    .post('/organisations', { name: 'Grannkommunen (påhittad)', kind: 'informal', sector: 'municipality' })
    .expect(201)
  const offer = { organisationId: body.id, type: 'feriejobb', title: 'Sommarjobb (påhittat)', capacity: { offered: 2 } }
  await coordinator.post('/contributions', offer).expect(201)
})

describe('the facts', () => {
  test('are those of the documents: who has signed, and when as far as it is known', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const signatories = async (query: string) =>
      (await t.as.public.get(`/organisations?signatory=true&limit=100&${query}`).expect(200)).body.items
    const all = await signatories('')
    expect(all).toHaveLength(15)
    const named = (name: string) => all.find((item: any) => item.name === name)
    expect(named('Kungälvs kommun')).toMatchObject({
      signedOn: '2016-06-23',
      signedOnPrecision: 'day',
      evidence: 'signed',
    })
    expect(named('Pretec')).toMatchObject({ signedOn: '2023-01-01', signedOnPrecision: 'year', evidence: 'signed' })
    expect(named('Equmeniakyrkan')).toMatchObject({ signedOnPrecision: 'unknown', evidence: 'participant' })
    expect(named('Equmeniakyrkan')).not.toHaveProperty('signedOn')
    expect(await signatories('asOf=2019-12-19')).toHaveLength(7)
    expect(await signatories('asOf=2016-06-22')).toHaveLength(0)
    const said = async (evidence: string) => countOf(t, `organisations where evidence = '${evidence}'`)
    expect([await said('signed'), await said('participant'), await said('category')]).toEqual([9, 7, 2])
    const [agreement] = await rowsOf(t, 'select * from agreements')
    expect(agreement).toMatchObject({ code: 'SK2020', control_stations: [2020, 2027, 2037], status: 'open' })
    expect(agreement.value_words).toHaveLength(5)
    const goals = await rowsOf(t, 'select deadline::text from agreement_goals order by position')
    expect(goals.map(({ deadline }) => deadline)).toEqual(['2019-12-31', '2019-12-31', null])
  })

  test('say the year of their report also where they were loaded before, unless a caller has changed them', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const coordinator = await coordinatorOf(t)
    const [changed] = await rowsOf(t, `select id, version from outcomes where metric = 'klasser'`)
    await coordinator.patch(`/outcomes/${changed.id}`, { note: 'Rättad.' }, changed.version).expect(200)
    // As a migration leaves them: at a later version, and without a year.
    await t.connection.pool.query('update outcomes set report_year = null where report_year is not null')
    await seed(t.connection.db, 'facts')
    const without = await rowsOf(t, `select metric from outcomes where from_day is null and report_year is null`)
    expect(without).toEqual([{ metric: 'klasser' }])
  })

  test('mark what no document says', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const marked = async (what: string, name: string) =>
      Object.fromEntries(
        (
          await rowsOf(
            t,
            `select ${name} as name, ${what}.inferred from ${what} where ${what}.inferred <> '{}' order by 1`,
          )
        ).map((row) => [row.name, row.inferred]),
      )
    expect(await marked('organisations', 'name')).toEqual({
      'Barn- och ungdomsmottagningen': ['parentId'],
      'Barn- och ungdomspsykiatri': ['parentId'],
      'Club Evergreen': ['sector'],
      'Kungälvs kommun': ['municipalityCode'],
      'Svenska Hem Kungälv': ['sector'],
    })
    expect(await marked('contributions', 'title')).toEqual({
      Biträdesspåret: ['organisationId'],
      'Jobbspår Måltidsservice': ['capacity'],
      'Jobbspår Willys': ['capacity'],
      'Jobbspår industri': ['capacity', 'organisationId'],
    })
    expect(await marked('collaborations', 'name')).toEqual({
      Biträdesspåret: ['startedOn'],
      'Från sociala kontrakt till förstahandskontrakt': ['name', 'kind'],
      'LUPP 2023': ['status'],
      'Multikompetent team i förskolan': ['status'],
      'Riktad drogprevention': ['status'],
      'Teknikstöd i skolan': ['status'],
    })
    const taking = await rowsOf(
      t,
      `select c.name || ': ' || o.name as name, p.inferred from participants p join collaborations c on c.id = collaboration_id
       join organisations o on o.id = organisation_id where p.inferred <> '{}' order by 1`,
    )
    expect(taking.map(({ name, inferred }) => `${name} ${inferred}`)).toEqual([
      'Care: Kompetenscentrum role,organisationId',
      'LUPP 2023: Mimers Hus Gymnasium role',
      'LUPP 2023: Trekungagymnasiet role',
      'Mini-Maria: Kungälvs kommun organisationId,role',
      'Överenskommelse om barns hälsa: Region Halland role',
    ])
    expect(Object.keys(await marked('documents', 'title'))).toHaveLength(4)
  })

  test('are found by the spellings of the documents, and units by what they are a part of', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const names = async (query: string) =>
      (await t.as.public.get(`/organisations?limit=100&${query}`).expect(200)).body.items.map((item: any) => item.name)
    expect(await names('q=Trekungarymnasiet')).toEqual(['Trekungagymnasiet'])
    expect(await names('q=arbetsf%C3%B6rmedling&evidence=named')).toEqual(['Arbetsförmedlingen'])
    expect(await names(`parentId=${idOf('organisations/kareby-forsamling')}`)).toEqual([
      'Kareby församling Lukas projekt',
    ])
    expect(await names(`parentId=${idOf('organisations/socialkontoret')}`)).toEqual(['Mottagningsenheten'])
    expect(await names(`parentId=${idOf('organisations/kungalvs-kommun')}`)).toContain('Mimers Hus Gymnasium')
    expect(await countOf(t, 'organisations where organisation_number is not null')).toBe(0)
  })

  test('have Mötesplatsen and Träffpunkten Kontakten complete', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    await prepareOccurrences(t.service.db, t.clock.now)
    const about = async (slug: string) => {
      const { body } = await t.as.public.get(`/collaborations/${idOf(`collaborations/${slug}`)}`).expect(200)
      const taking = body.participants.map(({ role, organisation }: any) => `${role}: ${organisation.name}`)
      return { ...body, taking: taking.toSorted() }
    }
    const motesplatsen = await about('motesplatsen')
    expect(motesplatsen).toMatchObject({
      kind: 'meeting_place',
      status: 'active',
      areas: ['arbete-och-sysselsattning', 'demokrati-och-civilsamhalle'],
      schedule: { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00', timeZone: 'Europe/Stockholm' },
      taking: [
        'driver: Equmeniakyrkan',
        'driver: Fredsrörelsen i Kungälv',
        'driver: Rädda barnen',
        'initiator: Kungälvs kommun',
        'supporter: Kungälvs kommun',
      ],
    })
    expect(motesplatsen.activities).toHaveLength(6)
    // Its newest source is of 2023: nobody says that it still meets.
    expect(motesplatsen).toMatchObject({ nextOccurrences: [], needsConfirmation: true, attestedTo: '2023-11-30' })
    const kontakten = await about('traffpunkten-kontakten')
    expect(kontakten).toMatchObject({
      kind: 'gathering_place',
      areas: ['halsa', 'demokrati-och-civilsamhalle'],
      taking: ['Equmeniakyrkan', 'Kungälvsbostäder', 'Pingstkyrkan', 'Svenska kyrkan'].map(
        (name) => `partner: ${name}`,
      ),
    })
    expect(kontakten.activities).toHaveLength(2)
  })

  test('have Jobbspår with those whom the follow-up names as taking part, and the others of its process not', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const { body } = await t.as.public.get(`/collaborations/${idOf('collaborations/jobbspar')}`).expect(200)
    expect(body.targetGroups).toEqual(['etableringsgruppen'])
    expect(
      body.participants.map((one: any) => `${one.role}: ${one.organisation?.name ?? one.description}`).toSorted(),
    ).toEqual([
      'driver: Kompetenscentrum',
      'partner: Industrin',
      'partner: Måltidsservice',
      'partner: Omsorgen',
      'partner: Willys',
    ])
  })

  test('loaded again change nothing, and cite a document in every row', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const before = await countOf(t, 'changes')
    await seed(t.connection.db, 'facts')
    expect(await countOf(t, 'changes')).toBe(before)
    const seeded = `(select row_id from changes where request_id = 'seed-facts')`
    for (const table of loaded.filter((name) => name !== 'contacts')) {
      expect(await countOf(t, `${table} where id in ${seeded}`)).toBeGreaterThan(0)
      expect(await countOf(t, `${table} where id in ${seeded} and sources = '[]'`)).toBe(0)
    }
    expect(await countOf(t, 'contacts')).toBe(0)
    expect(await countOf(t, `changes where request_id = 'seed-facts' and actor_name <> 'seed facts'`)).toBe(0)
  })

  test('leave alone what people have changed, ended or removed since', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const pretec = `/organisations/${idOf('organisations/pretec')}`
    await t.as.coordinator.patch(pretec, { website: 'https://pretec.example' }, 1).expect(200)
    await t.as.coordinator.delete(`/organisations/${idOf('organisations/bygglovsenheten')}`, 1).expect(204)
    await rowsOf(t, `update participants set to_day = '2025-01-01' where role = 'supporter'`)
    await rowsOf(t, `update sectors set label_sv = 'Kyrkor' where code = 'faith'`)
    const before = await countOf(t, 'changes')
    await seed(t.connection.db, 'facts')
    expect(await countOf(t, 'changes')).toBe(before)
    expect((await t.as.public.get(pretec).expect(200)).body).toMatchObject({
      website: 'https://pretec.example',
      version: 2,
    })
    await t.as.public.get(`/organisations/${idOf('organisations/bygglovsenheten')}`).expect(404)
  })

  test('make room for an agreement that people have made with the same code', async () => {
    await using t = await testApp()
    await rowsOf(t, `insert into agreements (code, title) values ('SK2020', 'Vårt eget (påhittat)')`)
    await seed(t.connection.db, 'facts')
    expect(await rowsOf(t, 'select title from agreements')).toEqual([{ title: 'Vårt eget (påhittat)' }])
    expect(await countOf(t, 'signatures')).toBe(0)
    expect(await countOf(t, 'collaborations')).toBe(31)
  })
})

describe('the demo', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is the same in every register, at any time', () => {
    vi.useFakeTimers({ now: new Date('2026-02-01T12:00:00Z') })
    const rows = demoRows()
    vi.setSystemTime(new Date('2031-08-01T12:00:00Z'))
    expect(demoRows()).toEqual(rows)
    for (const list of Object.values(rows)) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
    expect(new Set(rows.organisations.map(({ name }) => name)).size).toBe(rows.organisations.length)
  })

  test('has summer jobs in the school holidays, and no extra posts decided after 2021', () => {
    const rows = demoRows()
    const days = (type: string) => rows.contributions.filter((row) => row.type === type)
    expect(days('feriejobb').length).toBeGreaterThan(1_000)
    for (const { startsOn, endsOn } of days('feriejobb')) {
      expect(startsOn!.slice(5) >= '06-08' && endsOn!.slice(5) <= '08-21').toBe(true)
    }
    for (const { startsOn } of days('extratjanst')) expect(startsOn! < '2022-01-01').toBe(true)
  })

  test('is marked as made up in every row, and changes nothing the second time', async () => {
    await using t = await testApp()
    const { db } = t.connection
    await seed(db, 'demo')
    const before = await countOf(t, 'changes')
    await seed(db, 'demo')
    expect(await countOf(t, 'changes')).toBe(before)

    const { body } = await t.as.coordinator.get('/organisations?tag=demo&signatory=true&count=true').expect(200)
    expect(body.total).toBe(112)
    const seeded = `id in (select row_id from changes where request_id = 'seed-demo')`
    expect(await countOf(t, `collaborations where ${seeded} and tags = '{demo}'`)).toBe(60)
    expect(await countOf(t, `contributions where ${seeded}`)).toBe(5_000)
    expect(await countOf(t, `contributions where ${seeded} and reserved + filled + completed > 0`)).toBe(0)
    expect(await countOf(t, `organisations where ${seeded} and (name not like '%(demo)' or tags <> '{demo}')`)).toBe(0)
    const numbered = `coalesce(organisation_number, '') ~ '^4999'`
    expect(await countOf(t, `organisations where ${seeded} and (kind = 'legal_entity') <> (${numbered})`)).toBe(0)
    expect(await countOf(t, `contacts where name not like '%(demo)' or email not like '%.example'`)).toBe(0)
    for (const table of loaded.filter((name) => !['agreements', 'contacts'].includes(name))) {
      expect(
        await countOf(t, `${table} where ${seeded} and sources = '[{"documentId": "${idOf('documents/demo')}"}]'`),
      ).toBeGreaterThan(0)
      expect(
        await countOf(t, `${table} where ${seeded} and sources <> '[{"documentId": "${idOf('documents/demo')}"}]'`),
      ).toBe(0)
    }

    // Bulk inserts pass by the commands: facts and demo together keep their rules, and their answers the contract.
    const today = dayOf(new Date())
    const [agreement] = await db.select().from(agreements)
    const faults = [
      ...(await db.select().from(organisations)).flatMap((row) => organisationFaults(row, today)),
      ...(await db.select().from(signatures)).flatMap((row) => signatureFaults(row, agreement!, today)),
      ...(await db.select().from(collaborations)).flatMap((row) => collaborationFaults(row)),
      ...(await db.select().from(participants)).flatMap((row) => participationFaults(row)),
      ...(await db.select().from(contributions)).flatMap((row) => [
        ...periodFaults(row),
        ...languageFaults(row.languages),
      ]),
    ]
    expect(faults).toEqual([])
    const lists = listsOf(contractIn(t.app)).filter(({ path }) => !path.includes('{'))
    expect(lists.length).toBeGreaterThan(5)
    for (const { path } of lists) await t.as.coordinator.get(`${path}?limit=200`).expect(200)
  })

  test('yields to an organisation that has one of its numbers, with all that refers to it', async () => {
    await using t = await testApp()
    const [first] = demoRows().organisations
    await t.as.coordinator
      .patch(`/organisations/${t.organisations.partner}`, { organisationNumber: first!.organisationNumber! }, 1)
      .expect(200)
    await seed(t.connection.db, 'demo')
    expect(await countOf(t, `organisations where id = '${first!.id}'`)).toBe(0)
    expect(
      await countOf(t, `contributions where sources = '[{"documentId": "${idOf('documents/demo')}"}]'`),
    ).toBeLessThan(5_000)
  })
})
