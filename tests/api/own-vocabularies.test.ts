import { describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { seed } from '../../src/seed/seed.ts'
import { agreementOf, faultsOf, sign } from '../support/builders.ts'
import { databaseBefore } from '../support/earlier-schema.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const label = { sv: 'Eget ord (påhittat)', en: 'A word of its own (fictional)' }
const pathOf = (vocabulary: string) => `/vocabularies/${vocabulary}/terms`
const added = async (t: TestApp, vocabulary: string, code: string) =>
  (await t.as.coordinator.post(pathOf(vocabulary), { code, label }).expect(201)).body
const termOf = async (t: TestApp, vocabulary: string, code: string) => {
  const { body } = await t.as.public.get(`${pathOf(vocabulary)}?limit=200`).expect(200)
  return body.items.find((term: { code: string }) => term.code === code)
}
const ended = async (t: TestApp, vocabulary: string, code: string) => {
  const { _links, version } = await termOf(t, vocabulary, code)
  await t.as.coordinator.patch(_links.self.href, { endedOn: '2025-02-03' }, version).expect(200)
}

describe('what a municipality names otherwise', () => {
  test('is added as a kind of collaborations, and an ended one is used for nothing new', async () => {
    await using t = await testApp()
    const cafe = { name: 'Språkkaféet (påhittat)', kind: 'sprakcafe' }
    const unknown = await t.as.coordinator.post('/collaborations', cafe).expect(422)
    expect(faultsOf(unknown)).toEqual(['/kind unknown'])
    expect(unknown.body.detail).toContain(`${pathOf('collaboration-kinds')}: agreement, fair`)
    await added(t, 'collaboration-kinds', 'sprakcafe')
    const { body: made } = await t.as.coordinator.post('/collaborations', cafe).expect(201)
    expect(made.kind).toBe('sprakcafe')
    expect((await t.as.public.get('/collaborations?kind=sprakcafe').expect(200)).body.items).toMatchObject([cafe])
    await ended(t, 'collaboration-kinds', 'sprakcafe')
    await ended(t, 'collaboration-kinds', 'fair')
    const { href } = made._links.self
    await t.as.coordinator.patch(href, { kind: 'sprakcafe', place: 'Torget' }, '*').expect(200)
    expect(faultsOf(await t.as.coordinator.patch(href, { kind: 'fair' }, '*').expect(422))).toEqual(['/kind unknown'])
    expect(faultsOf(await t.as.coordinator.post('/collaborations', cafe).expect(422))).toEqual(['/kind unknown'])
    const term = await termOf(t, 'collaboration-kinds', 'sprakcafe')
    const { body: used } = await t.as.coordinator.delete(term._links.self.href, term.version).expect(409)
    expect(used.detail).toContain('collaborations (1)')
  })

  test('is added as a role of contacts', async () => {
    await using t = await testApp()
    const kim = { name: 'Kim Exempel (påhittad)', role: 'studievagledare' }
    const own = { ...kim, organisationId: t.organisations.partner }
    expect(faultsOf(await t.as.partner.post('/contacts', own).expect(422))).toEqual(['/role unknown'])
    const entry = { name: 'Provaktören (påhittad)', kind: 'informal', sector: 'civil_society', contacts: [kim, kim] }
    expect(faultsOf(await t.as.coordinator.post('/organisations', entry).expect(422))).toEqual([
      '/contacts/0/role unknown',
      '/contacts/1/role unknown',
    ])
    await added(t, 'contact-roles', 'studievagledare')
    const { body: made } = await t.as.partner.post('/contacts', { ...own, publish: true }).expect(201)
    await t.as.coordinator.post('/organisations', entry).expect(201)
    const points = await t.as.public.get(`/organisations/${t.organisations.partner}/contact-points`).expect(200)
    expect(points.body.items).toMatchObject([{ role: 'studievagledare' }])
    await ended(t, 'contact-roles', 'studievagledare')
    await ended(t, 'contact-roles', 'press')
    const { href } = made._links.self
    await t.as.partner.patch(href, { role: 'studievagledare', title: 'Vägledare' }, '*').expect(200)
    expect(faultsOf(await t.as.partner.patch(href, { role: 'press' }, '*').expect(422))).toEqual(['/role unknown'])
  })

  test('is the role of the contact that an application becomes', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const organisation = { name: 'Sökanden (påhittad)', kind: 'informal', sector: 'other' }
    const contact = { name: 'Kim Exempel (påhittad)', email: 'kim@sokanden.example' }
    const { body: receipt } = await t.as.public
      .post('/applications', { organisation, contact, agreementId })
      .expect(201)
    const approval = { signedOn: '2024-03-01', method: 'for_hand', role: 'ordforande' }
    const path = `/applications/${receipt.id}/approval`
    expect(faultsOf(await t.as.coordinator.post(path, approval).expect(422)).toSorted()).toEqual([
      '/method unknown',
      '/role unknown',
    ])
    await added(t, 'contact-roles', 'ordforande')
    await added(t, 'signature-methods', 'for_hand')
    const { body } = await t.as.coordinator.post(path, approval).expect(200)
    expect([body.contact.role, body.signature.method]).toEqual(['ordforande', 'for_hand'])
  })

  test('is added as a way of signing, and as a reason why a signature ends', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const signing = { organisationId: t.organisations.partner, signedOn: '2024-03-01', method: 'stormote' }
    expect(faultsOf(await sign(t, agreementId, signing).expect(422))).toEqual(['/method unknown'])
    await added(t, 'signature-methods', 'stormote')
    const { body: signed } = await sign(t, agreementId, signing).expect(201)
    const { href } = signed._links.self
    await ended(t, 'signature-methods', 'stormote')
    await ended(t, 'signature-methods', 'digital')
    await t.as.coordinator.patch(href, { method: 'stormote', signedByFunction: 'ordförande' }, '*').expect(200)
    expect(faultsOf(await t.as.coordinator.patch(href, { method: 'digital' }, '*').expect(422))).toEqual([
      '/method unknown',
    ])
    const ending = { endedOn: '2025-01-31', reason: 'flyttat' }
    const refused = await t.as.coordinator.post(`${href}/ending`, { ...ending, endedOn: '2025-02-04' }).expect(422)
    expect(faultsOf(refused)).toEqual(['/endedOn future', '/reason unknown'])
    const reason = await added(t, 'signature-end-reasons', 'flyttat')
    expect((await t.as.coordinator.post(`${href}/ending`, ending).expect(200)).body.endReason).toBe('flyttat')
    const { body: used } = await t.as.coordinator.delete(reason._links.self.href, 1).expect(409)
    expect(used.detail).toContain('signatures (1)')
  })

  test('is not what the program itself goes by: that stays in use, under any label', async () => {
    await using t = await testApp()
    const builtIn = {
      'contact-roles': ['signatory'],
      'signature-methods': ['imported'],
      'signature-end-reasons': ['ceased', 'merged', 'superseded'],
    }
    for (const [vocabulary, codes] of Object.entries(builtIn)) {
      const { body: all } = await t.as.public.get(`${pathOf(vocabulary)}?limit=200`).expect(200)
      expect(all.items.filter((term: { builtIn?: true }) => term.builtIn).map(({ code }: any) => code)).toEqual(codes)
      for (const code of codes) {
        const { _links, version } = await termOf(t, vocabulary, code)
        const { href } = _links.self
        expect(faultsOf(await t.as.coordinator.patch(href, { endedOn: '2030-01-01' }, version).expect(422))).toEqual([
          '/endedOn built_in',
        ])
        const { body } = await t.as.coordinator.delete(href, version).expect(409)
        expect(body.detail).toMatch(/The program itself goes by this code/)
        const { body: renamed } = await t.as.coordinator.patch(href, { label, endedOn: null }, version).expect(200)
        expect(renamed).toMatchObject({ label, builtIn: true })
      }
    }
    for (const vocabulary of Object.keys(builtIn)) {
      const { body: all } = await t.as.public.get(`${pathOf(vocabulary)}?limit=200`).expect(200)
      const { _links, version } = all.items.find((term: { builtIn?: true }) => !term.builtIn)
      await t.as.coordinator.delete(_links.self.href, version).expect(204)
    }
  })
})

describe('a database of before', () => {
  const tables = ['collaboration_kinds', 'contact_roles', 'signature_methods', 'signature_end_reasons']
  const termsIn = async (client: { query(text: string): Promise<{ rows: any[] }> }) => {
    const all = tables.map((name) => `select '${name}' as name, id, code, label_sv, label_en, position from ${name}`)
    return (await client.query(`${all.join(' union all ')} order by name, position`)).rows
  }
  const codesOf = async (client: { query(text: string): Promise<{ rows: any[] }> }, table: string) =>
    (await client.query(`select code from ${table} order by position`)).rows.map(({ code }) => code)

  test('has the words that it was written with, and what a process of before writes goes on', async () => {
    await using before = await databaseBefore('"collaboration_kinds"')
    const write = (name: string) =>
      before.client.query(`
        insert into organisations (name, kind, sector) values ('${name} (påhittad)', 'informal', 'other');
        insert into contacts (organisation_id, name, role) select id, 'Kim (påhittad)', 'press' from organisations;
        insert into collaborations (name, kind) values ('Mässan (påhittad)', 'fair');
        insert into signatures (organisation_id, agreement_id, method, status, signed_on, ended_on, end_reason)
          select o.id, a.id, 'imported', 'ended', '2020-01-01', '2021-01-01', 'merged' from organisations o, agreements a
          where o.name like '${name}%'`)
    await before.client.query(`
      insert into sectors (code, label_sv, label_en) values ('other', 'Övrigt', 'Other');
      insert into agreements (code, title, valid_from, status) values ('PROV', 'Prov (påhittat)', '2016-01-01', 'open')`)
    await write('Före')
    await migrate(before.url)
    expect(await codesOf(before.client, 'contact_roles')).toEqual([
      'signatory',
      'coordinator',
      'placement_host',
      'supervisor',
      'press',
      'other',
    ])
    await write('Efter')
    await expect(
      before.client.query(`insert into collaborations (name, kind) values ('Fel (påhittad)', 'fest')`),
    ).rejects.toThrow(/collaborations_kind/)
    const { rows: logged } = await before.client.query(
      `select row_version, operation, actor_kind from changes where table_name = any($1) group by 1, 2, 3`,
      [tables],
    )
    expect(logged).toEqual([{ row_version: 1, operation: 'insert', actor_kind: 'database' }])
    // The seed finds its own terms there, and what was removed stays so.
    await before.client.query(`delete from collaboration_kinds where code = 'model'`)
    const { db, close } = connect(before.url, () => {})
    await seed(db, 'vocabularies')
    expect(await codesOf(before.client, 'collaboration_kinds')).not.toContain('model')
    await close()
  })

  test('that is empty gets them from its seed, the same', async () => {
    await using filled = await databaseBefore('"collaboration_kinds"')
    await filled.client.query(`insert into sectors (code, label_sv, label_en) values ('other', 'Övrigt', 'Other')`)
    await migrate(filled.url)
    await using before = await databaseBefore('"collaboration_kinds"')
    await migrate(before.url)
    expect(await termsIn(before.client)).toEqual([])
    const { db, close } = connect(before.url, () => {})
    await seed(db, 'vocabularies')
    expect(await codesOf(before.client, 'signature_methods')).toEqual(['ceremony', 'paper', 'digital', 'imported'])
    expect(await termsIn(before.client)).toEqual(await termsIn(filled.client))
    await close()
  })
})
