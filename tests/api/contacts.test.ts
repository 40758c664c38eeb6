import { describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '../support/test-app.ts'

/** Words that stand nowhere else, so that finding one anywhere means that it leaked. */
const person = {
  name: 'Ture Provqvist (påhittad)',
  title: 'Provningsmästare',
  email: 'ture.provqvist@hemligt.example',
  phone: '+46 303 12 34 56',
  consentEvidence: 'Blankett i låda 17',
}
const traces = ['provqvist', 'provningsmästare', 'hemligt.example', '12 34 56', 'blankett']
const tracesIn = (text: string) => traces.filter((trace) => text.toLowerCase().includes(trace))

const newContact = (t: TestApp, more: object = {}) => ({
  organisationId: t.organisations.partner,
  ...person,
  role: 'press',
  ...more,
})
const pointers = (body: { errors: { pointer: string }[] }) => body.errors.map(({ pointer }) => pointer)
const count = async (t: TestApp) => (await t.as.coordinator.get('/contacts?count=true').expect(200)).body.total

describe('contacts', () => {
  test('a partner keeps its own contacts', async () => {
    await using t = await testApp()
    const { body: made, headers } = await t.as.partner.post('/contacts', newContact(t)).expect(201)
    expect(made).toMatchObject({ ...newContact(t), legalBasis: 'public_task', publish: false, version: 1 })
    const self = headers.location!
    const { body: read, headers: tags } = await t.as.partner.get(self).expect(200)
    expect(read).toEqual(made)
    await t.as.partner.get(self, { 'if-none-match': tags.etag! }).expect(304)
    const { body: changed } = await t.as.partner.patch(self, { role: 'supervisor', title: null }, 1).expect(200)
    expect(changed).toMatchObject({ role: 'supervisor', version: 2 })
    expect(changed).not.toHaveProperty('title')
    await t.as.partner.delete(self, 1).expect(412)
    await t.as.partner.delete(self, 2).expect(204)
    await t.as.partner.get(self).expect(404)
  })

  test('contacts are for coordinators and their own organisation only', async () => {
    await using t = await testApp()
    const { body: made } = await t.as.coordinator.post('/contacts', newContact(t)).expect(201)
    const { body: others } = await t.as.matcher
      .post('/contacts', newContact(t, { organisationId: t.organisations.matcher }))
      .expect(201)
    const self = made._links.self.href
    for (const name of ['otherPartner', 'matcher'] as const) {
      await t.as[name].get(self).expect(404)
      await t.as[name].patch(self, { role: 'other' }, 1).expect(404)
      await t.as[name].delete(self, 1).expect(404)
      await t.as[name].get(`${self}/history`).expect(403)
      await t.as[name].post('/contacts', newContact(t)).expect(403)
    }
    for (const [name, status] of [
      ['reader', 403],
      ['public', 401],
    ] as const) {
      await t.as[name].get('/contacts').expect(status)
      await t.as[name].get(self).expect(status)
      await t.as[name].post('/contacts', newContact(t)).expect(status)
      await t.as[name].patch(self, { role: 'other' }, 1).expect(status)
      await t.as[name].delete(self, 1).expect(status)
    }
    const ids = async (name: 'coordinator' | 'partner' | 'otherPartner' | 'matcher', query = '') =>
      (await t.as[name].get(`/contacts?count=true${query}`).expect(200)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('coordinator')).toEqual([made.id, others.id])
    expect(await ids('partner')).toEqual([made.id])
    expect(await ids('otherPartner')).toEqual([])
    expect(await ids('matcher')).toEqual([others.id])
    expect(await ids('matcher', `&organisationId=${t.organisations.partner}`)).toEqual([])
    const { partner, matcher } = t.organisations
    expect(await ids('coordinator', `&organisationId=${partner},${matcher}`)).toEqual([made.id, others.id])
    expect(await count(t)).toBe(2)
  })

  test('a list is filtered and walked, and no link in it holds a name', async () => {
    await using t = await testApp()
    for (const [name, role] of [
      ['Åsa Övning (påhittad)', 'press'],
      ['Bo Test (påhittad)', 'signatory'],
      ['Cecilia Test (påhittad)', 'press'],
    ]) {
      await t.as.coordinator.post('/contacts', { organisationId: t.organisations.otherPartner, name, role }).expect(201)
      t.clock.now = new Date(t.clock.now.getTime() + 60_000)
    }
    const names = async (query: string) =>
      (await t.as.coordinator.get(`/contacts?${query}`).expect(200)).body.items.map(
        ({ name }: { name: string }) => name.split(' ')[0],
      )
    expect(await names('q=asa')).toEqual(['Åsa'])
    expect(await names('q=test&sort=-createdAt')).toEqual(['Cecilia', 'Bo'])
    expect(await names('role=press,signatory&role=other')).toEqual(['Åsa', 'Bo', 'Cecilia'])
    expect(await names(`role=signatory&organisationId=${t.organisations.otherPartner}`)).toEqual(['Bo'])
    expect(await names('updatedAfter=2025-02-03T09:30:30Z')).toEqual(['Bo', 'Cecilia'])
    await t.as.coordinator.get('/contacts?sort=name').expect(400)
    await t.as.coordinator.get('/contacts?email=a@b.example').expect(400)
    const { body: first } = await t.as.coordinator.get('/contacts?limit=2&sort=-updatedAt').expect(200)
    expect(
      Buffer.from(new URL(first._links.next.href, t.url).searchParams.get('cursor')!, 'base64url').toString(),
    ).not.toMatch(/Bo|Cecilia/)
    const { body: next } = await t.as.coordinator.get(first._links.next.href).expect(200)
    expect(next.items).toMatchObject([{ name: 'Åsa Övning (påhittad)' }])
  })

  test('withdrawing the consent that a contact rests on ends its publication', async () => {
    await using t = await testApp()
    const consent = { legalBasis: 'consent', consentGivenOn: '2025-01-15', publish: true, retainUntil: '2027-01-01' }
    const { body: made } = await t.as.partner.post('/contacts', newContact(t, consent)).expect(201)
    expect(made).toMatchObject(consent)
    const self = made._links.self.href
    const { body: refused } = await t.as.partner
      .patch(self, { consentWithdrawnOn: '2025-02-01', publish: true }, 1)
      .expect(422)
    expect(pointers(refused)).toEqual(['/publish'])
    const { body: withdrawn } = await t.as.partner.patch(self, { consentWithdrawnOn: '2025-02-01' }, 1).expect(200)
    expect(withdrawn).toMatchObject({ publish: false, consentWithdrawnOn: '2025-02-01', version: 2 })
    await t.as.partner.patch(self, { publish: true }, 2).expect(422)
    await t.as.partner.patch(self, { consentGivenOn: null }, 2).expect(422)
    await t.as.partner.patch(self, { consentGivenOn: '2025-02-02' }, 2).expect(422)
    const { body: again } = await t.as.partner.patch(self, { consentWithdrawnOn: null, publish: true }, 2).expect(200)
    expect(again).toMatchObject({ publish: true, version: 3 })
  })

  test('a bad contact is refused with every fault, nothing is stored, and the answer repeats nothing of it', async () => {
    await using t = await testApp()
    const texts: string[] = []
    const refuse = async (body: object, status: number, expected: string[]) => {
      const response = await t.as.coordinator
        .post('/contacts', newContact(t, body), { 'accept-language': 'sv' })
        .expect(status)
      expect(pointers(response.body).toSorted()).toEqual(expected)
      texts.push(response.text)
    }
    await refuse({ email: 'ture.provqvist(at)hemligt.example' }, 400, ['/email'])
    await refuse({ email: `${'a'.repeat(250)}@hemligt.example`, phone: 'ring 12 34 56' }, 400, ['/email', '/phone'])
    await refuse({ name: '', role: 'Provqvist', publish: 'provqvist', consentGivenOn: 'provqvist' }, 400, [
      '/consentGivenOn',
      '/name',
      '/publish',
      '/role',
    ])
    await refuse({ erasedAt: '2025-01-01T00:00:00Z', title: null, mobile: person.email }, 400, [
      '/erasedAt',
      '/mobile',
      '/title',
    ])
    await refuse({ organisationId: person.email }, 400, ['/organisationId'])
    await refuse(
      { organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10', legalBasis: 'consent', retainUntil: '2025-02-03' },
      422,
      ['/consentGivenOn', '/organisationId', '/retainUntil'],
    )
    await refuse({ consentGivenOn: '2025-02-04', role: 'provqvist' }, 422, ['/consentGivenOn', '/role'])
    await refuse({ name: 'Ture\u0000Provqvist' }, 400, ['/name'])
    const broken = await t.as.coordinator
      .post('/contacts', `{"email": "${person.email}"`, { 'content-type': 'application/json' })
      .expect(400)
    const query = await t.as.coordinator
      .get(`/contacts?email=${person.email}&role=${person.email}&q=${'provqvist'.repeat(30)}`)
      .expect(400)
    texts.push(broken.text, query.text)
    expect(await count(t)).toBe(0)

    const { body: made } = await t.as.coordinator.post('/contacts', newContact(t)).expect(201)
    const self = made._links.self.href
    for (const wrong of [{ organisationId: t.organisations.matcher }, { name: null }, { email: 'provqvist' }, {}]) {
      texts.push((await t.as.coordinator.patch(self, wrong, 1).expect(400)).text)
    }
    texts.push((await t.as.coordinator.patch(self, { email: person.email }, 9).expect(412)).text)
    expect(tracesIn(texts.join('\n'))).toEqual([])
    expect(tracesIn(t.log.join('\n'))).toEqual([])
    expect((await t.as.coordinator.get(self).expect(200)).body).toEqual(made)
  })

  test('history says that personal data changed, and nothing but the contact holds it', async () => {
    await using t = await testApp()
    const { body: made } = await t.as.partner.post('/contacts', newContact(t), { 'idempotency-key': 'one' }).expect(201)
    const self = made._links.self.href
    await t.as.partner
      .patch(self, { name: 'Ture P. Provqvist', email: 'ny@hemligt.example', role: 'other' }, 1)
      .expect(200)
    await t.as.partner.delete(self, 2).expect(204)
    const { body: history, text } = await t.as.coordinator.get(`${self}/history`).expect(200)
    const personal = ['consentEvidence', 'email', 'name', 'phone', 'title']
    expect(history.items).toMatchObject([
      { operation: 'delete', fields: expect.arrayContaining(personal) },
      {
        operation: 'update',
        fields: ['email', 'name', 'role'],
        old: { role: '[redacted]' },
        new: { role: '[redacted]' },
      },
      {
        operation: 'insert',
        fields: expect.arrayContaining(personal),
        actor: { organisationId: t.organisations.partner },
      },
    ])
    expect(tracesIn(text)).toEqual([])

    const { pool } = t.connection
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I', table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    )
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['changes', 'replays', 'contacts']))
    for (const { name } of tables) {
      const { rows } = await pool.query<{ row: string }>(`select kept::text as row from ${name} kept`)
      expect(tracesIn(rows.map(({ row }) => row).join('\n')), name).toEqual([])
    }
    expect(tracesIn(t.log.join('\n'))).toEqual([])
  })

  test('a statement that fails in an unforeseen way puts no personal data into the log', async () => {
    await using t = await testApp()
    await t.connection.pool.query(
      `alter table contacts add column unforeseen text not null default 'x'; alter table contacts alter column unforeseen drop default`,
    )
    const { text } = await t.as.partner.post('/contacts', newContact(t)).expect(500)
    expect(tracesIn(text)).toEqual([])
    const logged = t.log.join('\n')
    expect(logged).toContain('unforeseen')
    expect(tracesIn(logged)).toEqual([])
  })

  test('a repeated request answers with the contact as it is by then', async () => {
    await using t = await testApp()
    const post = (body: object = newContact(t)) =>
      t.as.partner.post('/contacts', body, { 'idempotency-key': '"key-1"' })
    const { body: made, headers: first } = await post().expect(201)
    const { body: same, headers } = await post().expect(201)
    expect(same).toEqual(made)
    expect(headers).toMatchObject({ 'idempotency-replayed': 'true', location: first.location, etag: first.etag })
    expect(first).not.toHaveProperty('idempotency-replayed')
    await t.as.partner.patch(made._links.self.href, { phone: null }, 1).expect(200)
    const { body: later, headers: tags } = await post().expect(201)
    expect(later).not.toHaveProperty('phone')
    expect(tags.etag).toBe('"2"')
    await post(newContact(t, { role: 'other' })).expect(422)
    expect(await count(t)).toBe(1)
    const { rows } = await t.connection.pool.query<{ body: string }>('select body from replays')
    expect(rows).toEqual([{ body: JSON.stringify(made.id) }])
    await t.as.partner.delete(made._links.self.href, 2).expect(204)
    await post().expect(409)
    expect(await count(t)).toBe(0)
  })

  test('a contact that signatures or contributions refer to is not removed', async () => {
    await using t = await testApp()
    const { body: made } = await t.as.partner.post('/contacts', newContact(t)).expect(201)
    const { pool } = t.connection
    await pool.query(
      `insert into contributions (organisation_id, type, title, offered, supervisor_contact_id) values ($1, 'maltid', 'Soppa (påhittad)', 1, $2)`,
      [t.organisations.partner, made.id],
    )
    await pool.query(
      `with agreement as (insert into agreements (code, title) values ('PROV', 'Provavtal (påhittat)') returning id)
       insert into signatures (organisation_id, agreement_id, signed_on, method, signed_by_contact_id) select $1, id, '2024-03-01', 'paper', $2 from agreement`,
      [t.organisations.partner, made.id],
    )
    const { body, text } = await t.as.partner.delete(made._links.self.href, 1).expect(409)
    expect(body.detail).toContain('contributions (1), signatures (1)')
    expect(tracesIn(text)).toEqual([])
    await t.as.partner.get(made._links.self.href).expect(200)
  })

  test('of two who write at once with one ETag one wins', async () => {
    await using t = await testApp()
    const { body: made } = await t.as.partner.post('/contacts', newContact(t)).expect(201)
    const answers = await Promise.all(
      ['signatory', 'other'].map((role) => t.as.partner.patch(made._links.self.href, { role }, 1)),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
    await t.as.partner.call('delete', made._links.self.href).expect(428)
  })
})
