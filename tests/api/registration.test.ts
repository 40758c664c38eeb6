import { describe, expect, test } from 'vitest'
import { aSource, agreementOf, faultsOf, nobody, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const company = {
  name: 'Exempelbygg AB (påhittat)',
  organisationNumber: '499900-0005',
  kind: 'legal_entity',
  sector: 'business',
}
const kim = { name: 'Kim Exempel (påhittad)', email: 'kim@exempelbygg.example', role: 'signatory' }
const paper = { signedOn: '2024-03-01', signedOnPrecision: 'day', method: 'paper' }

const register = (t: TestApp, body: object, headers?: Record<string, string>) =>
  t.as.coordinator.post('/organisations', body, headers)
/** How many rows each table holds that a registration writes. */
async function rows(t: TestApp): Promise<string> {
  const tables = ['organisations', 'contacts', 'signatures', 'changes', 'replays']
  const counts = tables.map((table) => `(select count(*) from ${table}) as ${table}`)
  const { rows: found } = await t.connection.pool.query(`select ${counts.join(', ')}`)
  return JSON.stringify(found[0])
}

/** All that the database and the log hold, as text. */
async function everything(t: TestApp): Promise<string> {
  const { rows: tables } = await t.connection.pool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  const texts = await Promise.all(
    tables.map(({ name }) =>
      t.connection.pool.query<{ text: string }>(`select coalesce(string_agg(x::text, ' '), '') as text from ${name} x`),
    ),
  )
  return [...texts.map(({ rows: [row] }) => row!.text), ...t.log].join('\n')
}

describe('registration', () => {
  test('a signatory is registered in one call, with contact and signature', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const address = { street: 'Exempelvägen 1', postcode: '442 00', city: 'Kungälv' }
    const description = { sv: 'Bygger broar.', en: 'Builds bridges.' }
    const own = {
      ...company,
      aliases: ['Exempelbyggarna'],
      tags: ['bygg'],
      sources: [aSource],
      website: 'https://exempelbygg.example',
      address,
      description,
    }
    const signature = { agreementId, ...paper, signedByFunction: 'verkställande direktör', signedByContact: 1 }
    const made = await register(t, {
      ...own,
      contacts: [{ name: 'Robin Exempel (påhittad)', role: 'press' }, kim],
      signature,
    }).expect(201)
    expect(made.body).toMatchObject({
      ...own,
      numberStatus: 'unverified',
      signatory: true,
      signedOn: '2024-03-01',
      signedOnPrecision: 'day',
      version: 1,
    })
    expect(JSON.stringify(made.body)).not.toContain('Kim')
    const path = `/organisations/${made.body.id}`
    expect(made.headers.location).toBe(`/samhallskontraktet/v1${path}`)
    const read = await t.as.coordinator.get(path).expect(200)
    expect(read.body).toEqual(made.body)
    expect(read.headers.etag).toBe(made.headers.etag)

    const { body: contacts } = await t.as.coordinator
      .get(`/contacts?organisationId=${made.body.id}&sort=createdAt`)
      .expect(200)
    expect(contacts.items).toMatchObject([{ name: 'Robin Exempel (påhittad)' }, kim])
    const { body: signatures } = await t.as.coordinator.get(`/signatures?organisationId=${made.body.id}`).expect(200)
    expect(signatures.items).toMatchObject([
      { ...paper, signedByFunction: 'verkställande direktör', signedByContactId: contacts.items[1].id },
    ])
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items).toMatchObject([{ operation: 'insert', actor: { role: 'coordinator' } }])
    // The part of the log that names who it was keeps nothing personal.
    const { rows: logged } = await t.connection.pool.query('select * from changes')
    expect(JSON.stringify(logged)).not.toMatch(/Kim|Robin|kim@/)
  })

  test('an organisation is registered on its own, or already ended', async () => {
    await using t = await testApp()
    const { body } = await register(t, { name: 'Församlingen (påhittad)', kind: 'informal', sector: 'faith' }).expect(
      201,
    )
    expect(body).toMatchObject({ signatory: false, numberStatus: 'none', aliases: [], tags: [], visibility: 'public' })
    expect(body).not.toHaveProperty('organisationNumber')
    await register(t, {
      name: 'Den gamla (påhittad)',
      kind: 'informal',
      sector: 'faith',
      endedOn: '2024-12-31',
    }).expect(201)
    await register(t, { name: 'Enheten (påhittad)', kind: 'unit', sector: 'faith', parentId: body.id }).expect(201)
  })

  test('the faults of all parts are told at once, and nothing is stored', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const before = await rows(t)
    const refused = await register(t, {
      name: 'Fel (påhittat)',
      kind: 'unit',
      sector: 'okand',
      organisationNumber: '499900-0006',
      endedOn: '2025-01-01',
      contacts: [kim, { ...kim, legalBasis: 'consent' }],
      signature: { agreementId, signedOn: '2025-02-04', method: 'paper', signedByContact: 2 },
    }).expect(422)
    expect(faultsOf(refused).toSorted()).toEqual([
      '/contacts/1/consentGivenOn required',
      '/organisationNumber check_digit',
      '/parentId required',
      '/sector unknown',
      '/signature not_allowed',
      '/signature/signedByContact unknown',
      '/signature/signedOn future',
    ])
    const malformed = await register(t, {
      ...company,
      contacts: [
        { ...kim, email: 'ingen adress' },
        { ...kim, organisationId: nobody },
      ],
      signature: { agreementId, signedOn: '2023-02-30', method: 'paper' },
    }).expect(400)
    expect(faultsOf(malformed).toSorted()).toEqual([
      '/contacts/0/email wrong_format',
      '/contacts/1/organisationId unknown_field',
      '/signature/signedOn wrong_format',
    ])
    const unknown = await register(t, {
      ...company,
      parentId: nobody,
      kind: 'project',
      signature: { agreementId: nobody, ...paper },
    }).expect(422)
    expect(faultsOf(unknown)).toEqual(['/parentId unknown', '/signature/agreementId unknown'])
    await register(t, { ...company, contacts: Array.from({ length: 21 }, () => kim) }).expect(400)
    expect(await rows(t)).toBe(before)
  })

  test('what stands against one part stands against all of them', async () => {
    await using t = await testApp()
    const closed = await agreementOf(t, { status: 'draft' })
    const before = await rows(t)
    const refused = await register(
      t,
      { ...company, contacts: [kim], signature: { agreementId: closed, ...paper } },
      { 'idempotency-key': 'en-nyckel' },
    ).expect(409)
    expect(faultsOf(refused)).toEqual(['/signature not_open'])
    expect(await rows(t)).toBe(before)
    for (const [caller, status] of [
      [t.as.public, 401],
      [t.as.partner, 403],
      [t.as.matcher, 403],
      [t.as.reader, 403],
    ] as const) {
      await caller.post('/organisations', company).expect(status)
    }
    expect(await rows(t)).toBe(before)
  })

  test('the same number twice at once gives one organisation', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const body = { contacts: [kim], signature: { agreementId, ...paper } }
    const written = ['499900-0005', '4999000005', '16 499900-0005']
    const answers = await Promise.all(
      written.map((organisationNumber) => register(t, { ...company, organisationNumber, ...body })),
    )
    expect(statusesOf(answers)).toEqual([201, 409, 409])
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(faultsOf(answer)).toEqual(['/organisationNumber taken'])
    expect(answers.find(({ status }) => status === 201)!.body.organisationNumber).toBe('499900-0005')
    const totals = await Promise.all(
      ['/contacts', '/signatures'].map((list) => t.as.coordinator.get(`${list}?count=true`)),
    )
    expect(totals.map(({ body: page }) => page.total)).toEqual([1, 1])
  })

  test('numbers are kept in one form, and their check digit is checked', async () => {
    await using t = await testApp()
    for (const written of ['212000-1371', '2120001371', '16 212000-1371']) {
      const { body } = await register(t, { ...company, organisationNumber: written }).expect(201)
      expect(body.organisationNumber).toBe('212000-1371')
      const found = await t.as.public
        .get(`/organisations?organisationNumber=${encodeURIComponent(written)}`)
        .expect(200)
      expect(found.body.items).toMatchObject([{ id: body.id }])
      await t.as.coordinator.delete(`/organisations/${body.id}`, 1).expect(204)
    }
    for (const [organisationNumber, code] of [
      ['212000-1372', 'check_digit'],
      ['212000', 'wrong_format'],
    ]) {
      expect(faultsOf(await register(t, { ...company, organisationNumber }).expect(422))).toEqual([
        `/organisationNumber ${code}`,
      ])
    }
    await register(t, { ...company, organisationNumber: 4999000005 }).expect(400)
    await register(t, { ...company, organisationNumber: null }).expect(400)
  })

  test('a personal identity number is refused and is found nowhere afterwards', async () => {
    await using t = await testApp()
    const { body: made } = await register(t, { ...company, contacts: [kim] }).expect(201)
    const answers: string[] = []
    const note = ({ status, text, headers }: { status: number; text: string; headers: object }, expected: number) => {
      expect(status).toBe(expected)
      answers.push(text, JSON.stringify(headers))
    }
    const before = await rows(t)
    for (const organisationNumber of [
      '800101-9999',
      '8001019999',
      '19800101-9999',
      '198001019999',
      ' 19 800101-9999 ',
    ]) {
      const refused = await register(
        t,
        { ...company, organisationNumber },
        { 'idempotency-key': `nyckel-${answers.length}` },
      )
      expect(faultsOf(refused)).toEqual(['/organisationNumber personal_number'])
      note(refused, 422)
      note(await t.as.coordinator.patch(`/organisations/${made.id}`, { organisationNumber }, 1), 422)
      note(await t.as.public.get(`/organisations?organisationNumber=${encodeURIComponent(organisationNumber)}`), 400)
    }
    note(await register(t, { ...company, organisationNumber: 8001019999 }), 400)
    expect(await rows(t)).toBe(before)
    expect(t.log.length).toBeGreaterThan(10)
    for (const text of [...answers, await everything(t)]) expect(text).not.toMatch(/800101[- ]?9999/)
  })

  test('a repeated call with the same Idempotency-Key registers once, and keeps nothing personal', async () => {
    await using t = await testApp()
    const body = { ...company, contacts: [kim], signature: { agreementId: await agreementOf(t), ...paper } }
    const key = { 'idempotency-key': 'registrera-exempelbygg' }
    const first = await register(t, body, key).expect(201)
    const again = await register(t, body, key).expect(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.headers.location).toBe(first.headers.location)
    await register(t, { ...body, name: 'Ett annat namn' }, key).expect(422)
    const { rows: kept } = await t.connection.pool.query('select * from replays')
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toMatch(/Kim|kim@/)
    expect((await t.as.coordinator.get('/contacts?count=true').expect(200)).body.total).toBe(1)
  })
})
