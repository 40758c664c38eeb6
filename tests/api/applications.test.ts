import { describe, expect, test } from 'vitest'
import { eraseOldApplications } from '../../src/joining/applications/commands.ts'
import { agreementOf, faultsOf, nobody, organisationOf, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const organisation = {
  name: 'Exempelbygg AB (påhittat)',
  organisationNumber: '499900-0005',
  kind: 'legal_entity',
  sector: 'business',
  website: 'https://exempelbygg.example',
  municipalityCode: '1482',
}
const contact = {
  name: 'Kim Hemlig (påhittad)',
  title: 'hemlig direktör',
  email: 'kim.hemlig@exempelbygg.example',
  phone: '+46 303 00 00 17',
}
const message = 'Hemlig hälsning från oss.'
const application = { organisation, contact, message }
const tracesIn = (text: string) => text.match(/hemlig|00 00 17/gi) ?? []

const send = (t: TestApp, body: object = application, headers?: Record<string, string>) =>
  t.as.public.post('/applications', body, headers)
/** The path of an application that has been sent in. */
async function sent(t: TestApp, fields: object = {}): Promise<string> {
  const { body } = await send(t, { ...application, organisation: { ...organisation, ...fields } }).expect(201)
  return `/applications/${body.id}`
}

/** All that the database and the log hold, as text; of the applications only what is told of the log. */
async function everything(t: TestApp): Promise<string> {
  const { rows } = await t.connection.pool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'applications'`,
  )
  const texts = await Promise.all(
    rows.map(({ name }) =>
      t.connection.pool.query<{ text: string }>(`select coalesce(string_agg(x::text, ' '), '') as text from ${name} x`),
    ),
  )
  return [...texts.map(({ rows: [row] }) => row!.text), ...t.log].join('\n')
}

describe('an application to join', () => {
  test('comes from anyone, who gets a receipt, and is read by coordinators', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const { body: receipt, headers } = await send(t).expect(201)
    expect(receipt).toEqual({
      id: receipt.id,
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      status: 'received',
      _links: { self: { href: `/samhallskontraktet/v1/applications/${receipt.id}` } },
    })
    expect(headers.location).toBe(receipt._links.self.href)
    const path = `/applications/${receipt.id}`
    const { body } = await t.as.coordinator.get(path).expect(200)
    expect(body).toEqual({
      ...receipt,
      ...application,
      agreement: { id: agreementId, code: 'PROV2020' },
      joined: false,
      likelyDuplicates: [],
    })
    for (const [caller, status] of [
      [t.as.public, 401],
      [t.as.reader, 403],
      [t.as.partner, 403],
      [t.as.matcher, 403],
    ] as const) {
      await caller.get(path).expect(status)
      await caller.get('/applications').expect(status)
      for (const action of ['review', 'approval', 'decline', 'withdrawal'])
        await caller.post(`${path}/${action}`, { reason: 'Nej.', method: 'paper' }).expect(status)
    }
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items).toMatchObject([{ operation: 'insert', actor: { kind: 'public' } }])
    expect(history.items[0].fields).toContain('contactEmail')
    // Whoever has a key may apply too: for a friend, say.
    await t.as.partner.post('/applications', { ...application, message: undefined }).expect(201)
  })

  test('leaves nothing of its contact but in its own row', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    await send(t, application, { 'idempotency-key': 'en-nyckel' }).expect(201)
    await t.as.coordinator.post(`${path}/review`, {}, { 'idempotency-key': 'granska' }).expect(200)
    await t.as.coordinator.post(`${path}/review`, {}, { 'idempotency-key': 'granska' }).expect(200)
    await t.as.coordinator.patch(path, { contact: { title: 'hemlig vd' } }, 2).expect(200)
    expect(tracesIn((await t.as.coordinator.get(`${path}/history`).expect(200)).text)).toEqual([])
    expect(tracesIn(await everything(t))).toEqual([])
  })

  test('is refused with every fault at once, and nothing is stored', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const refused = await send(t, {
      organisation: { ...organisation, organisationNumber: '499900-0006', sector: 'okand' },
      contact: { name: 'Kim Hemlig (påhittad)' },
      agreementId: nobody,
    }).expect(422)
    expect(faultsOf(refused)).toEqual([
      '/organisation/organisationNumber check_digit',
      '/organisation/sector unknown',
      '/contact/email required',
      '/agreementId unknown',
    ])
    const malformed = await send(t, {
      organisation: { ...organisation, parentId: nobody, website: 'javascript:alert(1)', kind: null },
      contact: { ...contact, email: 'ingen adress', role: 'press' },
      message: '',
    }).expect(400)
    expect(faultsOf(malformed).toSorted()).toEqual([
      '/contact/email wrong_format',
      '/contact/role unknown_field',
      '/message empty',
      '/organisation/kind not_allowed',
      '/organisation/kind wrong_type',
      '/organisation/parentId unknown_field',
      '/organisation/website wrong_format',
    ])
    for (const text of [refused.text, malformed.text]) expect(tracesIn(text)).toEqual([])
    for (const body of [{}, [], { organisation, contact: null }, { organisation: {}, contact }])
      await send(t, body).expect(400)
    await send(t, { ...application, message: 'x'.repeat(4001) }).expect(400)
    await send(t, { ...application, extra: 'x'.repeat(17_000) }).expect(413)
    await t.as.public.call('post', '/applications', { 'content-type': 'text/plain' }).send('hej').expect(415)
    expect((await t.as.coordinator.get('/applications?count=true').expect(200)).body.total).toBe(0)
    // A unit may apply: what it is a part of is for the coordinator to say.
    await send(t, { ...application, organisation: { ...organisation, kind: 'unit' } }).expect(201)
  })

  test('with a personal identity number is refused, and the number is found nowhere afterwards', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    for (const organisationNumber of ['800101-9999', '198001019999', ' 19 800101-9999 ']) {
      const body = { ...application, organisation: { ...organisation, organisationNumber } }
      const answers = [
        await send(t, body, { 'idempotency-key': 'personnummer' }).expect(422),
        await t.as.coordinator.patch(path, { organisation: { organisationNumber } }, 1).expect(422),
      ]
      for (const answer of answers) {
        expect(faultsOf(answer)).toEqual(['/organisation/organisationNumber personal_number'])
        expect(answer.text).not.toMatch(/800101/)
      }
    }
    // Wherever in the text it stands; a year and a phone number are none.
    const number = '800101-9994'
    const inTexts = {
      organisation: { ...organisation, name: `Firma ${number}` },
      contact: { ...contact, name: `Kim ${number}`, title: `snickare, ${number}` },
      message: `Jag har 19${number}.`,
    }
    const answers = [await send(t, inTexts).expect(422), await t.as.coordinator.patch(path, inTexts, 1).expect(422)]
    for (const answer of answers) {
      const places = ['/organisation/name', '/contact/name', '/contact/title', '/message']
      expect(faultsOf(answer)).toEqual(places.map((place) => `${place} personal_number`))
      expect(answer.text).not.toMatch(/800101/)
    }
    await t.as.coordinator.patch(path, { message: 'Sedan 1998, ring 0303-23 80 00.' }, 1).expect(200)
    const { rows } = await t.connection.pool.query('select * from applications')
    expect(rows).toHaveLength(1)
    expect((await everything(t)) + JSON.stringify(rows)).not.toMatch(/800101[- ]?9999/)
  })

  test('leaves nobody in the samples that Postgres keeps of columns', async () => {
    await using t = await testApp()
    await agreementOf(t)
    await sent(t)
    await send(t, { ...application, contact: { ...contact, name: 'Lo Hemlig (påhittad)', email: 'lo@hemlig.example' } })
    await t.connection.pool.query('analyze applications')
    const { rows } = await t.connection.pool.query(
      `select s::text as sample from pg_stats s where tablename = 'applications'`,
    )
    expect(rows.length).toBeGreaterThan(3)
    expect(tracesIn(JSON.stringify(rows))).toEqual([])
  })

  test('is for the one agreement that is open, or for one of several that it names', async () => {
    await using t = await testApp()
    expect(faultsOf(await send(t).expect(422))).toEqual(['/agreementId required'])
    const draft = await agreementOf(t, { code: 'UTKAST', status: 'draft' })
    const one = await agreementOf(t)
    await send(t).expect(201)
    const two = await agreementOf(t, { code: 'PROV2030' })
    expect(faultsOf(await send(t).expect(422))).toEqual(['/agreementId required'])
    await send(t, { ...application, agreementId: two }).expect(201)
    expect(faultsOf(await send(t, { ...application, agreementId: draft }).expect(422))).toEqual([
      '/agreementId unknown',
    ])
    await t.as.coordinator.patch(`/agreements/${two}`, { status: 'closed' }, 1).expect(200)
    expect(faultsOf(await send(t, { ...application, agreementId: two }).expect(422))).toEqual(['/agreementId not_open'])
    const { body } = await t.as.coordinator.get(`/applications?agreementId=${one}`).expect(200)
    expect(body.items).toMatchObject([{ agreement: { id: one } }])
  })

  test('sent again with the same Idempotency-Key is one; with a guessed key nobody learns or hinders anything', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const key = { 'idempotency-key': '1' }
    const { body: mine } = await send(t, application, key).expect(201)
    const { body: again, headers } = await send(t, application, key).expect(201)
    expect(again).toEqual(mine)
    expect(headers['idempotency-replayed']).toBe('true')
    const other = { ...application, contact: { name: 'Robin Annan (påhittad)', phone: '0303-00 00 18' } }
    const { body: theirs, headers: fresh } = await send(t, other, key).expect(201)
    expect(theirs.id).not.toBe(mine.id)
    expect(fresh).not.toHaveProperty('idempotency-replayed')
    const { rows } = await t.connection.pool.query<{ body: string }>('select body from replays')
    expect(rows).toHaveLength(2)
    expect(tracesIn(JSON.stringify(rows))).toEqual([])
    expect((await t.as.coordinator.get('/applications?count=true').expect(200)).body.total).toBe(2)
  })

  test('is found in the list by name, status, agreement, sector and time', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    await sent(t, { name: 'Örnen (påhittad)', sector: 'faith' })
    t.clock.now = new Date('2025-02-04T09:30:00Z')
    const second = await sent(t, { name: 'Åsnan (påhittad)', organisationNumber: undefined })
    await t.as.coordinator.post(`${second}/review`).expect(200)
    const names = async (query: string) => {
      const { body } = await t.as.coordinator.get(`/applications?${query}`).expect(200)
      return body.items.map((item: { organisation: { name: string } }) => item.organisation.name[0])
    }
    expect(await names('')).toEqual(['Å', 'Ö'])
    expect(await names('sort=name')).toEqual(['Å', 'Ö'])
    expect(await names('sort=createdAt')).toEqual(['Ö', 'Å'])
    expect(await names('q=ornen')).toEqual(['Ö'])
    expect(await names('status=received')).toEqual(['Ö'])
    expect(await names('status=received,in_review&sector=business')).toEqual(['Å'])
    expect(await names(`agreementId=${agreementId}&updatedAfter=2025-02-03T09:30:00Z`)).toEqual(['Å'])
    expect(await names(`organisationId=${nobody}`)).toEqual([])
    // Nobody is looked for by name.
    expect(await names('q=hemlig')).toEqual([])
    const { body } = await t.as.coordinator.get('/applications').expect(200)
    expect(body.items[0]).toMatchObject({ contact: { name: contact.name } })
    expect(body.items[0]).not.toHaveProperty('likelyDuplicates')
  })

  test('is corrected while it is undecided', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    const patch = (body: object, version: number) => t.as.coordinator.patch(path, body, version)
    const { body: two } = await patch(
      {
        organisation: { name: 'Exempelmåleri AB (påhittat)', organisationNumber: '4999000013', website: null },
        contact: { phone: null },
        message: null,
      },
      1,
    ).expect(200)
    expect(two).toMatchObject({
      version: 2,
      organisation: { name: 'Exempelmåleri AB (påhittat)', organisationNumber: '499900-0013', sector: 'business' },
      contact: { email: contact.email },
    })
    for (const gone of [two.organisation.website, two.contact.phone, two.message]) expect(gone).toBeUndefined()
    expect(
      (await patch({ organisation: { organisationNumber: null } }, 2).expect(200)).body.organisation,
    ).not.toHaveProperty('organisationNumber')
    expect(
      faultsOf(await patch({ contact: { email: null }, organisation: { sector: 'okand' } }, 3).expect(422)),
    ).toEqual(['/organisation/sector unknown', '/contact/email required'])
    expect(faultsOf(await patch({ agreementId: nobody }, 3).expect(422))).toEqual(['/agreementId unknown'])
    for (const body of [
      {},
      { organisation: {} },
      { organisation: null },
      { contact: { name: null } },
      { status: 'approved' },
    ])
      await patch(body, 3).expect(400)
    await t.as.coordinator.call('patch', path).send({ message: 'x' }).expect(428)
    await t.as.coordinator.patch(`/applications/${nobody}`, { message: 'x' }, 1).expect(404)
    const answers = await Promise.all(['a', 'b'].map((text) => patch({ message: text }, 3)))
    expect(statusesOf(answers)).toEqual([200, 412])
    await t.as.coordinator.post(`${path}/withdrawal`).expect(200)
    await patch({ message: 'för sent' }, 5).expect(409)
  })

  test('is reviewed, declined for a reason or withdrawn, once and for all', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const act = (path: string, action: string, body: object = {}, headers?: Record<string, string>) =>
      t.as.coordinator.post(`${path}/${action}`, body, headers)
    const one = await sent(t)
    for (let time = 0; time < 2; time++)
      expect((await act(one, 'review').expect(200)).body).toMatchObject({ status: 'in_review', version: 2 })
    await act(one, 'decline').expect(400)
    await act(one, 'decline', { reason: 'Finns inte här.' }, { 'if-match': '"1"' }).expect(412)
    for (let time = 0; time < 2; time++) {
      const { body } = await act(one, 'decline', { reason: 'Finns inte här.' }).expect(200)
      expect(body).toMatchObject({
        status: 'declined',
        declineReason: 'Finns inte här.',
        decidedAt: '2025-02-03T09:30:00.000Z',
        version: 3,
        contact,
      })
      expect(body).not.toHaveProperty('likelyDuplicates')
    }
    await act(one, 'decline', { reason: 'Ett annat skäl.' }).expect(409)
    for (const action of ['review', 'withdrawal']) await act(one, action).expect(409)
    await act(one, 'approval', { method: 'paper', signedOn: '2025-01-31' }).expect(409)
    const two = await sent(t)
    for (let time = 0; time < 2; time++) await act(two, 'withdrawal').expect(200)
    await act(two, 'decline', { reason: 'Nej.' }).expect(409)
    const three = await sent(t)
    const answers = await Promise.all([act(three, 'withdrawal'), act(three, 'decline', { reason: 'Nej.' })])
    expect(statusesOf(answers)).toEqual([200, 409])
    await act(`/applications/${nobody}`, 'review').expect(404)
  })

  test('shows what it is likely to double: the registered and the undecided, by number and by name', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const known = [
      await organisationOf(t, { name: 'Något helt annat (påhittat)', organisationNumber: '499900-0005' }),
      await organisationOf(t, { name: 'Rädda barnen' }),
      await organisationOf(t, { name: 'Nya namnet', aliases: ['Rädda Barnens lokalförening'], visibility: 'internal' }),
      await organisationOf(t, { name: 'Räddningstjänsten' }),
      await organisationOf(t, { name: 'Svenska Hem Kungälv' }),
      await organisationOf(t, { name: 'Rutgerson Marin' }),
    ]
    const twin = await sent(t, { name: 'Rädda barnen i Kungälv', organisationNumber: undefined })
    const withdrawn = await sent(t, { name: 'Rädda barnen' })
    await t.as.coordinator.post(`${withdrawn}/withdrawal`).expect(200)
    const path = await sent(t, { name: 'Rädda Barnens lokalförening Kungälv' })
    const { body, headers } = await t.as.coordinator.get(path).expect(200)
    type Named = { name: string }
    type Duplicate = { organisation?: Named; application?: Named; score: number; reasons: { code: string }[] }
    const seen = (duplicates: Duplicate[]) =>
      duplicates.map(({ organisation: one, application: other, score, reasons }) => [
        (one ?? other)!.name,
        score,
        ...reasons.map(({ code }) => code),
      ])
    expect(seen(body.likelyDuplicates)).toEqual([
      [known[0].name, 100, 'same_number'],
      ['Nya namnet', 98, 'similar_name'],
      ['Rädda barnen i Kungälv', 86, 'similar_name'],
      ['Rädda barnen', 85, 'similar_name'],
    ])
    expect(body.likelyDuplicates[0].organisation).toEqual({
      id: known[0].id,
      name: known[0].name,
      _links: { self: known[0]._links.self },
    })
    expect(body.likelyDuplicates[1].reasons[0].name).toBe('Rädda Barnens lokalförening')
    expect(body.likelyDuplicates[2].application._links.self.href).toContain(twin)
    // Another that comes in is told of to whoever has read it already.
    await sent(t, { name: 'Rädda barnen' })
    const { body: later } = await t.as.coordinator.get(path, { 'if-none-match': headers.etag! }).expect(200)
    expect(later.likelyDuplicates).toHaveLength(5)
    const marin = await sent(t, { name: 'Rutgersson Marin AB', organisationNumber: undefined })
    expect(seen((await t.as.coordinator.get(marin).expect(200)).body.likelyDuplicates)).toMatchObject([
      ['Rutgerson Marin', expect.any(Number), 'similar_name'],
    ])
    const church = await sent(t, { name: 'Svenska kyrkan', organisationNumber: undefined })
    expect((await t.as.coordinator.get(church).expect(200)).body.likelyDuplicates).toEqual([])
    const signs = await sent(t, { name: '%_\\ !', organisationNumber: undefined })
    expect((await t.as.coordinator.get(signs).expect(200)).body.likelyDuplicates).toEqual([])
  })

  test('is held against a bounded number of names, others being served between them', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const alias = (n: number) => `Stiftelsen Solrosen ${'abcdefghij'.repeat(17)}${n}`.slice(0, 200)
    const aliases = [...Array.from({ length: 49 }, (_, n) => alias(n)), 'Föreningen Solrosen']
    for (let n = 0; n < 60; n++) await organisationOf(t, { name: `Solros ${n} (påhittad)`, aliases })
    const path = await sent(t, { name: 'Föreningen Solrosen', organisationNumber: undefined })
    let turns = 0
    const next = () => (turns++, (immediate = setImmediate(next)))
    let immediate = setImmediate(next)
    const { body } = await t.as.coordinator.get(path).expect(200)
    clearImmediate(immediate)
    expect(body.likelyDuplicates).toHaveLength(10)
    // The closest of its names is among the few that are looked at, wherever it stands.
    expect(body.likelyDuplicates[0]).toMatchObject({ score: 100, reasons: [{ name: 'Föreningen Solrosen' }] })
    expect(turns).toBeGreaterThan(50)
  })

  test('loses its contact and message when its time is over: 6 months after the decision, 24 without one', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const declined = await sent(t)
    await t.as.coordinator.post(`${declined}/decline`, { reason: 'Nej.' }).expect(200)
    const waiting = await sent(t)
    const at = async (now: string) => {
      t.clock.now = new Date(now)
      let erasedRows = 0
      for (let more = 1; more > 0; erasedRows += more) more = await eraseOldApplications(t.connection.db, t.clock.now)
      return erasedRows
    }
    expect(await at('2025-08-03T09:29:59Z')).toBe(0)
    expect(await at('2025-08-03T09:30:01Z')).toBe(1)
    const { body } = await t.as.coordinator.get(declined).expect(200)
    expect(body).toMatchObject({ status: 'declined', erasedAt: '2025-08-03T09:30:01.000Z', organisation })
    for (const gone of ['contact', 'message']) expect(body).not.toHaveProperty(gone)
    expect((await t.as.coordinator.get(waiting).expect(200)).body.contact).toEqual(contact)
    expect(await at('2027-02-03T09:30:01Z')).toBe(1)
    const { rows } = await t.connection.pool.query('select * from applications')
    expect(tracesIn(JSON.stringify(rows))).toEqual([])
    // Without a contact there is nobody to register, and nothing to correct.
    await t.as.coordinator.post(`${waiting}/approval`, { method: 'paper', signedOn: '2025-01-31' }).expect(409)
    await t.as.coordinator.patch(waiting, { contact: { name: 'Ny' } }, 2).expect(409)
    await t.as.coordinator.post(`${waiting}/decline`, { reason: 'För gammal.' }).expect(200)
    const { body: history } = await t.as.coordinator.get(`${waiting}/history`).expect(200)
    expect(history.items[1]).toMatchObject({ operation: 'erase', actor: { kind: 'system', name: 'jobs' } })
    expect(history.items[1].fields).toEqual([
      'contactEmail',
      'contactName',
      'contactPhone',
      'contactTitle',
      'erasedAt',
      'message',
    ])
  })
  test('loses its contact and message for good when a person asks for that', async () => {
    await using t = await testApp()
    await agreementOf(t)
    const path = await sent(t)
    await t.as.partner.post(`${path}/erasure`).expect(403)
    await t.as.coordinator.call('post', `${path}/erasure`, { 'if-match': '"7"' }).send({}).expect(412)
    const { body } = await t.as.coordinator.post(`${path}/erasure`, {}, { 'idempotency-key': 'e' }).expect(200)
    expect(body).toMatchObject({ status: 'received', erasedAt: t.clock.now.toISOString(), organisation })
    for (const gone of ['contact', 'message']) expect(body).not.toHaveProperty(gone)
    expect((await t.as.coordinator.post(`${path}/erasure`).expect(200)).body).toEqual(body)
    const { rows } = await t.connection.pool.query(
      'select applications::text from applications union select changes::text from changes',
    )
    expect(tracesIn(JSON.stringify(rows))).toEqual([])
    await t.as.coordinator.post(`${path}/approval`, { method: 'paper', signedOn: '2025-01-31' }).expect(409)
    await t.as.coordinator.post(`${path}/withdrawal`).expect(200)
  })
})
