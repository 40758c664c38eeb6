import { describe, expect, test } from 'vitest'
import { nobody } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const person = {
  name: 'Ture Provqvist (påhittad)',
  title: 'Provningsmästare',
  email: 'ture.provqvist@prov.example',
  phone: '+46 303 12 34 56',
  role: 'press',
}
const everyone = ['public', 'reader', 'matcher', 'partner', 'otherPartner', 'coordinator'] as const

const pointsOf = async (t: TestApp, id = t.organisations.partner, as: (typeof everyone)[number] = 'public') =>
  (await t.as[as].get(`/organisations/${id}/contact-points`).expect(200)).body.items
const contactOf = async (t: TestApp, more: object = {}) =>
  (await t.as.partner.post('/contacts', { organisationId: t.organisations.partner, ...person, ...more }).expect(201))
    .body

describe('contact points', () => {
  test('are the published contacts of an organisation, and nobody else’s anything', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t, { publish: true, consentEvidence: 'Blankett' })
    await contactOf(t, { name: 'Opublicerad (påhittad)', email: 'nej@prov.example' })
    for (const name of everyone) expect(await pointsOf(t, undefined, name)).toEqual([{ id, kind: 'person', ...person }])
    expect(await pointsOf(t, t.organisations.otherPartner)).toEqual([])
  })

  test('are the function address while nobody is published, without a name', async () => {
    await using t = await testApp()
    const { partner } = t.organisations
    const path = `/organisations/${partner}`
    const { body: organisation } = await t.as.public.get(path).expect(200)
    const points = organisation._links.contactPoints.href
    expect((await t.as.public.get(points).expect(200)).body.items).toEqual([])
    // A partner keeps its own.
    const address = { email: 'info@prov.example', phone: '+46 303 00 00 00' }
    const { body: changed } = await t.as.partner.patch(path, address, organisation.version).expect(200)
    expect(changed).toMatchObject(address)
    const { _links, id, version } = await contactOf(t)
    const functional = { id: partner, kind: 'function', ...address }
    expect((await t.as.public.get(points).expect(200)).body.items).toEqual([functional])
    await t.as.partner.patch(_links.self.href, { publish: true }, version).expect(200)
    expect(await pointsOf(t)).toEqual([{ id, kind: 'person', ...person }])
    await t.as.partner.patch(_links.self.href, { publish: false }, 2).expect(200)
    expect(await pointsOf(t)).toEqual([functional])
  })

  test('end with the consent that they rest on, and with the contact', async () => {
    await using t = await testApp()
    const consent = { legalBasis: 'consent', consentGivenOn: '2025-01-15', publish: true }
    const { _links } = await contactOf(t, consent)
    const { id: second } = await contactOf(t, { publish: true })
    expect(await pointsOf(t)).toHaveLength(2)
    await t.as.partner.patch(_links.self.href, { consentWithdrawnOn: '2025-02-01' }, 1).expect(200)
    expect((await pointsOf(t)).map(({ id }: { id: string }) => id)).toEqual([second])
    await t.as.partner.post(`/contacts/${second}/erasure`).expect(200)
    expect(await pointsOf(t)).toEqual([])
  })

  test('of an organisation that the caller may not know of are not found', async () => {
    await using t = await testApp()
    await t.as.coordinator.patch(`/organisations/${t.organisations.partner}`, { visibility: 'internal' }, 1).expect(200)
    await contactOf(t, { publish: true })
    for (const name of ['public', 'reader', 'matcher', 'otherPartner'] as const) {
      await t.as[name].get(`/organisations/${t.organisations.partner}/contact-points`).expect(404)
      await t.as[name].get(`/organisations/${nobody}/contact-points`).expect(404)
    }
    for (const name of ['partner', 'coordinator'] as const) expect(await pointsOf(t, undefined, name)).toHaveLength(1)
  })

  test('a function address is an address, of the organisation’s own', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    for (const wrong of [{ email: 'info' }, { email: '' }, { phone: 'ring oss' }, { email: 7 }]) {
      await t.as.partner.patch(path, wrong, 1).expect(400)
    }
    await t.as.otherPartner.patch(path, { email: 'info@prov.example' }, 1).expect(403)
    await t.as.public.patch(path, { email: 'info@prov.example' }, 1).expect(401)
    expect((await t.as.public.get(path).expect(200)).body).toMatchObject({ version: 1 })
  })
})
