import { describe, expect, test } from 'vitest'
import { agreementOf, nobody, sign } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const person = {
  name: 'Ture Provqvist (påhittad)',
  email: 'ture.provqvist@prov.example',
  role: 'supervisor',
  legalBasis: 'consent',
  consentGivenOn: '2025-01-15',
  consentEvidence: 'Blankett i låda 17',
}
const contactOf = async (t: TestApp, more: object = {}) =>
  (
    await t.as.coordinator
      .post('/contacts', { organisationId: t.organisations.partner, ...person, ...more })
      .expect(201)
  ).body

describe('the extract of a contact', () => {
  test('is all that the register holds on the person, and why', async () => {
    await using t = await testApp()
    const contact = await contactOf(t)
    const path = `/contacts/${contact.id}`
    const { body: changed } = await t.as.partner.patch(path, { title: 'Provningsmästare' }, 1).expect(200)
    const organisationId = t.organisations.partner
    const { body: signature } = await sign(t, await agreementOf(t), {
      organisationId,
      signedOn: '2024-03-01',
      method: 'paper',
      signedByFunction: 'provningsmästare',
      signedByContactId: contact.id,
    }).expect(201)
    const { body: contribution } = await t.as.partner
      .post('/contributions', {
        type: 'feriejobb',
        title: 'Sommarjobb (påhittat)',
        capacity: { offered: 2 },
        supervisorContactId: contact.id,
      })
      .expect(201)

    const { body: extract, headers } = await t.as.partner.get(`${path}/extract`).expect(200)
    expect(headers['cache-control']).toBe('private, no-store')
    expect(extract).toMatchObject({
      contact: changed,
      consents: [{ event: 'given', day: '2025-01-15', evidence: 'Blankett i låda 17' }],
      signatures: [
        { id: signature.id, agreement: 'PROV2020', signedOn: '2024-03-01', signedByFunction: 'provningsmästare' },
      ],
      contributions: [{ id: contribution.id, title: 'Sommarjobb (påhittat)' }],
      changes: [
        { operation: 'insert', by: { kind: 'api_key', role: 'coordinator' } },
        { operation: 'update', fields: ['title'], by: { kind: 'api_key', role: 'partner', organisationId } },
      ],
    })
    for (const { _links } of [...extract.signatures, ...extract.contributions])
      await t.as.partner.get(_links.self.href).expect(200)
    const kinds = extract.processing.map(({ id }: { id: string }) => id)
    expect(kinds).toEqual(['contacts', 'consents', 'signatures', 'supervision', 'history', 'repeats'])
    expect(extract.processing[0].basis.sv).toContain('Artikel 6.1')
  })

  test('tells coordinators alone where else the address stands', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t)
    const elsewhere = await contactOf(t, {
      organisationId: t.organisations.otherPartner,
      email: 'TURE.Provqvist@prov.example',
    })
    await contactOf(t, { email: 'annan@prov.example' })
    await contactOf(t, { email: undefined })
    const { matcher } = t.organisations
    await t.as.coordinator.patch(`/organisations/${matcher}`, { email: person.email }, 1).expect(200)
    const { body } = await t.as.coordinator.get(`/contacts/${id}/extract`).expect(200)
    expect(body.sameAddress).toMatchObject([
      { kind: 'contact', id: elsewhere.id, organisationId: t.organisations.otherPartner },
      { kind: 'organisation', id: matcher, organisationId: matcher },
    ])
    for (const { _links } of body.sameAddress) await t.as.coordinator.get(_links.self.href).expect(200)
    const { body: own } = await t.as.partner.get(`/contacts/${id}/extract`).expect(200)
    expect(own).not.toHaveProperty('sameAddress')
  })

  test('is for coordinators and the contact’s own organisation', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t)
    for (const [name, status] of [
      ['otherPartner', 404],
      ['matcher', 404],
      ['reader', 403],
      ['public', 401],
    ] as const)
      await t.as[name].get(`/contacts/${id}/extract`).expect(status)
    await t.as.coordinator.get(`/contacts/${nobody}/extract`).expect(404)
  })

  test('of an erased contact has nobody in it', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t)
    await contactOf(t, { email: undefined })
    await t.as.partner.post(`/contacts/${id}/erasure`, {}).expect(200)
    const { body, text } = await t.as.coordinator.get(`/contacts/${id}/extract`).expect(200)
    expect(body).toMatchObject({ contact: { id, erasedAt: expect.any(String) }, sameAddress: [] })
    expect(text).not.toMatch(/provqvist|låda/i)
  })
})
