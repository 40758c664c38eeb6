import { describe, expect, test } from 'vitest'
import { agreementOf, faultsOf, nobody, organisationOf, sign, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const organisation = {
  name: 'Exempelbygg AB (påhittat)',
  organisationNumber: '499900-0005',
  kind: 'legal_entity',
  sector: 'business',
  website: 'https://exempelbygg.example',
  municipalityCode: '1482',
}
const contact = { name: 'Kim Hemlig (påhittad)', title: 'hemlig vd', email: 'kim.hemlig@prov.example' }
const paper = { signedOn: '2025-01-31', signedOnPrecision: 'day', method: 'paper' }

async function sent(t: TestApp, fields: object = {}): Promise<string> {
  const body = { organisation: { ...organisation, ...fields }, contact, message: 'Hemligt.' }
  const answer = await t.as.public.post('/applications', body).expect(201)
  return `/applications/${answer.body.id}`
}
const approve = (t: TestApp, path: string, body: object = paper, headers?: Record<string, string>) =>
  t.as.coordinator.post(`${path}/approval`, body, headers)

/** How many rows each table holds that an approval writes, and how the applications stand. */
async function rows(t: TestApp): Promise<string> {
  const tables = ['organisations', 'contacts', 'signatures', 'api_keys', 'changes', 'replays']
  const counts = tables.map((table) => `(select count(*) from ${table}) as ${table}`)
  const found = await t.connection.pool.query(`select ${counts.join(', ')}`)
  const standing = await t.connection.pool.query('select * from applications order by id')
  return JSON.stringify([found.rows, standing.rows])
}

describe('the approval of an application', () => {
  test('shows a coordinator for writing alone what it made while a key is in it, and nothing after', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const asked = { name: 'Prov', role: 'coordinator', scopes: ['write'] }
    const writer = t.withKey((await t.as.coordinator.post('/api-keys', asked).expect(201)).body.key as string)
    const path = await sent(t)
    const { body } = await writer.post(`${path}/approval`, paper).expect(200)
    expect(body.apiKey.key).toMatch(/^sk_/)
    const { text } = await writer.post(`${path}/approval`, paper).expect(204)
    expect(text).toBe('')
    const other = await sent(t, { name: 'Andra (påhittad)', organisationNumber: undefined })
    await writer.post(`${other}/approval`, { ...paper, apiKey: false }).expect(204)
  })

  test('makes organisation, contact, signature and a first key, and erases the contact from the application', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const path = await sent(t)
    const { body } = await approve(t, path, { ...paper, signedByFunction: 'verkställande direktör' }).expect(200)
    expect(body).toMatchObject({
      application: {
        status: 'approved',
        version: 2,
        organisation,
        organisationId: body.organisation.id,
        contactId: body.contact.id,
        signatureId: body.signature.id,
        apiKeyId: body.apiKey.id,
        joined: false,
        decidedAt: '2025-02-03T09:30:00.000Z',
        erasedAt: '2025-02-03T09:30:00.000Z',
      },
      organisation: { ...organisation, numberStatus: 'unverified', signatory: true, signedOn: '2025-01-31' },
      contact: { ...contact, role: 'signatory', legalBasis: 'public_task', publish: false },
      signature: {
        ...paper,
        status: 'signed',
        signedByContactId: body.contact.id,
        signedByFunction: 'verkställande direktör',
        agreement: { id: agreementId },
      },
      apiKey: { role: 'partner', organisationId: body.organisation.id },
    })
    for (const gone of ['contact', 'message', 'likelyDuplicates']) expect(body.application).not.toHaveProperty(gone)
    const { rows: kept } = await t.connection.pool.query('select * from applications')
    const { rows: log } = await t.connection.pool.query('select * from changes')
    expect(JSON.stringify([kept, log, t.log])).not.toMatch(/hemlig/i)
    // The key works at once, for that organisation.
    const partner = t.withKey(body.apiKey.key)
    await partner.patch(`/organisations/${body.organisation.id}`, { shortName: 'EB' }, 1).expect(200)
    expect((await partner.get('/contacts').expect(200)).body.items).toMatchObject([contact])
    expect((await t.as.public.get('/organisations?signatory=true').expect(200)).body.items).toMatchObject([
      { id: body.organisation.id },
    ])
  })

  test('is told all that is wrong at once, with where it is, and makes nothing', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t, { kind: 'unit' })
    await t.connection.pool.query(`update sectors set ended_on = '2025-01-01' where code = 'business'`)
    const before = await rows(t)
    const refused = await approve(t, path, { signedOn: '2025-02-04', method: 'paper', organisationId: undefined })
    expect(refused.status).toBe(422)
    expect(faultsOf(refused)).toEqual(['/parentId required', '/organisation/sector unknown', '/signedOn future'])
    const unknown = await approve(t, path, { ...paper, agreementId: nobody, organisationId: nobody, parentId: nobody })
    expect(unknown.status).toBe(422)
    expect(faultsOf(unknown)).toEqual(['/organisationId unknown', '/parentId not_allowed', '/agreementId unknown'])
    for (const body of [
      {},
      { signedOn: '2025-02-30', method: 'paper' },
      { ...paper, role: 'The Boss' },
      { ...paper, x: 1 },
    ])
      await approve(t, path, body).expect(400)
    await approve(t, path, paper, { 'if-match': '"2"' }).expect(412)
    await approve(t, `/applications/${nobody}`).expect(404)
    expect(await rows(t)).toBe(before)
  })

  test('makes nothing when a later part of it is refused', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const path = await sent(t)
    await t.as.coordinator.patch(`/agreements/${agreementId}`, { status: 'closed' }, 1).expect(200)
    const ended = await organisationOf(t, { endedOn: '2024-12-31' })
    const before = await rows(t)
    const key = { 'idempotency-key': 'godkann' }
    expect(faultsOf(await approve(t, path, paper, key).expect(409))).toEqual([' not_open'])
    const joining = await approve(t, path, { ...paper, organisationId: ended.id }).expect(409)
    expect(faultsOf(joining)).toEqual(['/organisationId ended'])
    expect(await rows(t)).toBe(before)
    const other = await agreementOf(t, { code: 'PROV2030' })
    const { body } = await approve(t, path, {
      ...paper,
      agreementId: other,
      role: 'coordinator',
      apiKey: false,
    }).expect(200)
    expect(body).toMatchObject({
      application: { agreement: { id: other } },
      contact: { role: 'coordinator' },
      signature: { agreement: { id: other } },
    })
    expect(body).not.toHaveProperty('apiKey')
  })

  test('joins an organisation that is registered, and takes up its invitation', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const known = await organisationOf(t, {
      organisationNumber: organisation.organisationNumber,
      visibility: 'internal',
    })
    const path = await sent(t)
    const taken = await approve(t, path).expect(409)
    expect(faultsOf(taken)).toEqual(['/organisationId taken'])
    expect(taken.body.detail).toContain(known.id)
    const { body } = await approve(t, path, { ...paper, organisationId: known.id.toUpperCase() }).expect(200)
    expect(body).toMatchObject({
      application: { organisationId: known.id, joined: true },
      organisation: { id: known.id, name: known.name, version: 1, signatory: true },
      contact: { organisationId: known.id },
    })
    await approve(t, path, { ...paper, organisationId: known.id }).expect(200)
    await approve(t, path).expect(409)

    const invited = await organisationOf(t, { name: 'Den inbjudna (påhittad)' })
    const { body: invitation } = await sign(t, agreementId, {
      organisationId: invited.id,
      status: 'invited',
      method: 'digital',
    }).expect(201)
    const second = await sent(t, { name: 'Den inbjudna (påhittad)', organisationNumber: undefined })
    const joining = { ...paper, organisationId: invited.id }
    const { body: made } = await approve(t, second, joining, { 'if-match': '"1"' }).expect(200)
    expect(made.signature).toMatchObject({ id: invitation.id, status: 'signed', ...paper })

    const third = await sent(t, { name: 'Den inbjudna (påhittad)', organisationNumber: undefined })
    const signed = await approve(t, third, joining).expect(409)
    expect(faultsOf(signed)).toEqual(['/organisationId already_signed'])
    expect((await t.as.coordinator.get(third).expect(200)).body.contact).toEqual(contact)
  })

  test('of a unit says what it is a part of', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const parent = await organisationOf(t)
    const path = await sent(t, { kind: 'unit', organisationNumber: undefined })
    expect(faultsOf(await approve(t, path).expect(422))).toEqual(['/parentId required'])
    const { body } = await approve(t, path, { ...paper, parentId: parent.id }).expect(200)
    expect(body.organisation).toMatchObject({ kind: 'unit', parentId: parent.id })
  })

  test('by two at once is one, and the other hears the same without the key, or that they differ', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    const headers = { 'if-match': '"1"' }
    const answers = await Promise.all([1, 2, 3].map(() => approve(t, path, paper, headers)))
    expect(statusesOf(answers)).toEqual([200, 200, 200])
    const keys = answers.map(({ body }) => body.apiKey.key)
    expect(keys.filter(Boolean)).toHaveLength(1)
    const without = answers.map(({ body }) => ({ ...body, apiKey: { ...body.apiKey, key: undefined } }))
    expect(without[1]).toEqual(without[0])
    expect(without[2]).toEqual(without[0])
    const organisations = await t.connection.pool.query(`select 1 from organisations where name like 'Exempelbygg%'`)
    expect(organisations.rows).toHaveLength(1)
    for (const other of [{ signedOn: '2025-01-30' }, { method: 'digital' }, { role: 'press' }, { apiKey: false }])
      await approve(t, path, { ...paper, ...other }).expect(409)

    const second = await sent(t, { organisationNumber: '499900-0013' })
    const both = await Promise.all([approve(t, second), approve(t, second, { ...paper, method: 'ceremony' })])
    expect(statusesOf(both)).toEqual([200, 409])
    const third = await sent(t, { organisationNumber: '499999-9990' })
    const decline = t.as.coordinator.post(`${third}/decline`, { reason: 'Nej.' })
    expect(statusesOf(await Promise.all([approve(t, third), decline]))).toEqual([200, 409])
  })

  test('of two applications with one number at once makes one organisation', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const paths = [await sent(t), await sent(t)]
    const answers = await Promise.all(paths.map((path) => approve(t, path)))
    expect(statusesOf(answers)).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)!
    expect(faultsOf(refused)[0]).toMatch(/ taken$/)
  })

  test('repeated under its Idempotency-Key answers without the key, and keeps nothing personal', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    const headers = { 'idempotency-key': 'en-gang' }
    const { body: first } = await approve(t, path, paper, headers).expect(200)
    const { body: again, headers: said } = await approve(t, path, paper, headers).expect(200)
    const { key: _, ...apiKey } = first.apiKey
    expect(again).toEqual({ ...first, apiKey })
    expect(said['idempotency-replayed']).toBe('true')
    const { rows: kept } = await t.connection.pool.query('select * from replays')
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toMatch(/hemlig|sk_/i)
  })

  test('lets its contact be removed later, when no signature refers to it', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    const { body } = await approve(t, path).expect(200)
    const partner = t.withKey(body.apiKey.key)
    const removed = await partner.delete(`/contacts/${body.contact.id}`, 1).expect(409)
    expect(removed.body.detail).toContain('signatures (1)')
    expect(removed.body.detail).not.toContain('applications')
    await t.as.coordinator.patch(`/signatures/${body.signature.id}`, { signedByContactId: null }, 1).expect(200)
    await partner.delete(`/contacts/${body.contact.id}`, 1).expect(204)
    const { body: later } = await t.as.coordinator.get(path).expect(200)
    expect(later).toMatchObject({ status: 'approved', version: 3 })
    expect(later).not.toHaveProperty('contactId')
    expect((await approve(t, path).expect(200)).body).not.toHaveProperty('contact')
  })
})
