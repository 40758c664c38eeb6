import { describe, expect, test } from 'vitest'
import { eraseOverdueContacts } from '../../src/privacy/retention.ts'
import { agreementOf, faultsOf, nobody, sign, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const person = {
  name: 'Ture Provqvist (påhittad)',
  title: 'Provningsmästare',
  email: 'ture.provqvist@prov.example',
  phone: '+46 303 12 34 56',
  role: 'supervisor',
  legalBasis: 'consent',
  consentGivenOn: '2025-01-15',
  consentEvidence: 'Blankett i låda 17',
  publish: true,
}
const contactOf = async (t: TestApp, more: object = {}) =>
  (await t.as.partner.post('/contacts', { organisationId: t.organisations.partner, ...person, ...more }).expect(201))
    .body
const period = { startsOn: '2025-06-16', endsOn: '2025-07-11' }
const offer = { type: 'feriejobb', title: 'Sommarjobb (påhittat)', capacity: { offered: 2 }, ...period }
const signing = { signedOn: '2024-03-01', method: 'paper', signedByFunction: 'provningsmästare' }

/** A contact that has signed and that supervises. */
async function busyContact(t: TestApp) {
  const contact = await contactOf(t)
  const organisationId = t.organisations.partner
  const { body: signature } = await sign(t, await agreementOf(t), {
    ...signing,
    organisationId,
    signedByContactId: contact.id,
  }).expect(201)
  const { body: contribution } = await t.as.partner
    .post('/contributions', { ...offer, supervisorContactId: contact.id })
    .expect(201)
  return { id: contact.id, path: `/contacts/${contact.id}`, signature, contribution }
}

describe('the erasure of a contact', () => {
  test('leaves a row without a person, for those who refer to it', async () => {
    await using t = await testApp()
    const { id, path, signature, contribution } = await busyContact(t)
    t.clock.now = new Date('2025-02-10T08:00:00.000Z')
    const { body: erased, headers } = await t.as.partner.post(`${path}/erasure`, { reason: 'left' }).expect(200)
    expect(erased).toEqual({
      id,
      organisationId: t.organisations.partner,
      role: 'supervisor',
      legalBasis: 'consent',
      publish: false,
      erasedAt: '2025-02-10T08:00:00.000Z',
      version: 2,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-10T08:00:00.000Z',
      _links: erased._links,
    })
    expect(headers.etag).toBe('"2"')
    expect((await t.as.coordinator.get(path).expect(200)).body).toEqual(erased)
    const { body: signed } = await t.as.coordinator.get(signature._links.self.href).expect(200)
    expect(signed.signedByContactId).toBe(id)
    expect(signed).not.toHaveProperty('signedByFunction')
    const { body: offered } = await t.as.partner.get(contribution._links.self.href).expect(200)
    expect(offered.supervisorContactId).toBe(id)
    const { body: consents } = await t.as.partner.get(`${path}/consents`).expect(200)
    expect(consents.items).toMatchObject([{ event: 'given', day: '2025-01-15' }])
    expect(consents.items[0]).not.toHaveProperty('evidence')
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items[0].fields).toEqual(expect.arrayContaining(['name', 'email', 'erasedAt']))
  })

  test('is done once: again, also by another or at once, it changes nothing', async () => {
    await using t = await testApp()
    const { path } = await busyContact(t)
    const answers = await Promise.all([1, 2, 3].map(() => t.as.partner.post(`${path}/erasure`, {})))
    expect(statusesOf(answers)).toEqual([200, 200, 200])
    const { body: again } = await t.as.coordinator
      .post(`${path}/erasure`, { reason: 'retention' }, { 'if-match': '"1"' })
      .expect(200)
    expect(again).toEqual(answers[0]!.body)
    expect(again.version).toBe(2)
    const { text } = await t.as.coordinator.get('/metrics').expect(200)
    expect(text).toMatch(/contacts_erased_total\{by="request"\} \d+/)
  })

  test('is for coordinators and the contact’s own organisation', async () => {
    await using t = await testApp()
    const { id, _links } = await contactOf(t)
    const path = `/contacts/${id}/erasure`
    for (const [name, status] of [
      ['otherPartner', 404],
      ['matcher', 404],
      ['reader', 403],
      ['public', 401],
    ] as const)
      await t.as[name].post(path, {}).expect(status)
    await t.as.coordinator.post(`/contacts/${nobody}/erasure`, {}).expect(404)
    await t.as.partner.post(path, { reason: 'whim' }).expect(400)
    await t.as.partner.post(path, { reason: 'left', name: 'Ture' }).expect(400)
    await t.as.partner.post(path, {}, { 'if-match': '"7"' }).expect(412)
    expect((await t.as.partner.get(_links.self.href).expect(200)).body).toMatchObject(person)
    await t.as.coordinator.post(path, {}).expect(200)
  })

  test('is final: an erased contact is not changed, not named anew, and listed only when asked for', async () => {
    await using t = await testApp()
    const { id, path, signature, contribution } = await busyContact(t)
    const { body: other } = await t.as.partner.post('/contributions', offer).expect(201)
    await t.as.partner.post(`${path}/erasure`, {}).expect(200)
    await t.as.partner.patch(path, { name: 'Någon annan (påhittad)' }, 2).expect(409)
    await t.as.partner.patch(path, { name: 'Någon annan (påhittad)' }, 1).expect(412)

    const supervisor = { supervisorContactId: id }
    expect(faultsOf(await t.as.partner.post('/contributions', { ...offer, ...supervisor }).expect(422))).toEqual([
      '/supervisorContactId unknown',
    ])
    await t.as.partner.patch(other._links.self.href, supervisor, 1).expect(422)
    const second = await agreementOf(t, { code: 'PROV2021' })
    const wrong = { ...signing, organisationId: t.organisations.partner, signedByContactId: id }
    expect(faultsOf(await sign(t, second, wrong).expect(422))).toEqual(['/signedByContactId unknown'])

    // What names it already goes on, and is still corrected and published.
    await t.as.coordinator.patch(signature._links.self.href, { method: 'digital' }, 2).expect(200)
    const self = contribution._links.self.href
    await t.as.partner.patch(self, { areas: [], type: 'praktikplats' }, 1).expect(200)
    await t.as.partner.post(`${self}/publication`).expect(200)
    const next = { startsOn: '2026-06-15', endsOn: '2026-07-10', capacity: { offered: 2 }, status: 'published' }
    const { body: copy } = await t.as.partner.post(`${self}/copies`, next).expect(201)
    expect(copy).not.toHaveProperty('supervisorContactId')

    const ids = async (query: string) =>
      (await t.as.partner.get(`/contacts${query}`).expect(200)).body.items.map((item: { id: string }) => item.id)
    expect([await ids(''), await ids('?erased=false'), await ids('?erased=true')]).toEqual([[], [], [id]])
    await t.as.partner.delete(path, 2).expect(409)
  })

  test('comes before or after a signing at the same moment, and leaves no function either way', async () => {
    await using t = await testApp()
    const agreements = await Promise.all([1, 2, 3, 4].map((n) => agreementOf(t, { code: `PROV203${n}` })))
    for (const agreement of agreements) {
      const { id } = await contactOf(t)
      const body = { ...signing, organisationId: t.organisations.partner, signedByContactId: id }
      const [signed, erased] = await Promise.all([
        sign(t, agreement, body),
        t.as.partner.post(`/contacts/${id}/erasure`, {}),
      ])
      expect([201, 422]).toContain(signed.status)
      expect(erased.status).toBe(200)
    }
    const { rows } = await t.connection.pool.query('select * from signatures where signed_by_function is not null')
    expect(rows).toEqual([])
  })
})

describe('retention', () => {
  const idsDue = async (t: TestApp, day: string) =>
    (await t.as.coordinator.get(`/contacts?retainBefore=${day}`).expect(200)).body.items.map(
      ({ id }: { id: string }) => id,
    )

  test('erases on the day that a contact is kept until, and not before', async () => {
    await using t = await testApp()
    const { db } = t.connection
    const { id } = await contactOf(t, { retainUntil: '2025-03-01' })
    const { id: kept } = await contactOf(t)
    // Still the day before in Kungälv, an hour east of UTC.
    expect(await eraseOverdueContacts(db, new Date('2025-02-28T22:59:59Z'))).toBe(0)
    expect(await eraseOverdueContacts(db, new Date('2025-02-28T23:00:01Z'))).toBe(1)
    expect(await eraseOverdueContacts(db, new Date('2025-02-28T23:00:02Z'))).toBe(0)
    const { body } = await t.as.partner.get(`/contacts/${id}`).expect(200)
    expect(body).toMatchObject({ erasedAt: '2025-02-28T23:00:01.000Z', publish: false })
    expect(body).not.toHaveProperty('name')
    expect((await t.as.partner.get(`/contacts/${kept}`).expect(200)).body).toMatchObject(person)
    const { body: history } = await t.as.coordinator.get(`/contacts/${id}/history`).expect(200)
    expect(history.items[0].actor).toMatchObject({ kind: 'system', name: 'retention' })
    const { text } = await t.as.reader.get('/metrics').expect(200)
    expect(text).toMatch(/contacts_erased_total\{by="retention"\} [1-9]/)
  })

  test('is done once by several at once', async () => {
    await using t = await testApp()
    for (let n = 0; n < 5; n++) await contactOf(t, { retainUntil: '2025-03-01' })
    const now = new Date('2025-03-02T09:00:00Z')
    const counts = await Promise.all([1, 2, 3].map(() => eraseOverdueContacts(t.connection.db, now)))
    expect(counts.reduce((sum, count) => sum + count)).toBe(5)
  })

  test('shows beforehand what is due, and what is to be looked at again', async () => {
    await using t = await testApp()
    const { id: dated } = await contactOf(t, { retainUntil: '2025-06-30' })
    const { id: withdrawn, _links } = await contactOf(t)
    await t.as.partner.patch(_links.self.href, { consentWithdrawnOn: '2025-02-01' }, 1).expect(200)
    const { id: old } = await contactOf(t, { legalBasis: 'public_task' })
    expect(await idsDue(t, '2025-01-31')).toEqual([])
    expect(await idsDue(t, '2025-02-03')).toEqual([withdrawn])
    expect(await idsDue(t, '2025-06-29')).toEqual([withdrawn])
    expect(new Set(await idsDue(t, '2025-06-30'))).toEqual(new Set([dated, withdrawn]))
    // 24 months after it was changed last.
    expect(await idsDue(t, '2027-02-02')).not.toContain(old)
    expect(await idsDue(t, '2027-02-03')).toContain(old)
    await t.as.coordinator.get('/contacts?retainBefore=soon').expect(400)
  })

  test('takes no day that has passed: what is erased by a slip does not come back', async () => {
    await using t = await testApp()
    const { _links } = await contactOf(t, { retainUntil: '2025-02-10' })
    const path = _links.self.href
    expect(faultsOf(await t.as.partner.patch(path, { retainUntil: '2025-02-03' }, 1).expect(422))).toEqual([
      '/retainUntil past',
    ])
    // One that has been said before is no slip.
    t.clock.now = new Date('2025-02-10T09:00:00Z')
    await t.as.partner.patch(path, { retainUntil: '2025-02-10', title: 'Mästare' }, 1).expect(200)
    await t.as.partner.patch(path, { retainUntil: '2025-05-01' }, 2).expect(200)
    expect(await eraseOverdueContacts(t.connection.db, t.clock.now)).toBe(0)
  })
})
