import { describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '../support/test-app.ts'

const today = '2025-02-03'
const person = { name: 'Ture Provqvist (påhittad)', role: 'press' }
const consent = { legalBasis: 'consent', consentGivenOn: '2025-01-15', consentEvidence: 'Blankett i låda 17' }

const contactOf = async (t: TestApp, more: object = {}) =>
  (await t.as.partner.post('/contacts', { organisationId: t.organisations.partner, ...person, ...more }).expect(201))
    .body
const logOf = async (t: TestApp, id: string) =>
  (await t.as.partner.get(`/contacts/${id}/consents`).expect(200)).body.items.map(
    ({ event, day, evidence }: Record<string, string>) => [event, day, evidence].filter(Boolean).join(' '),
  )

describe('the consents of a contact', () => {
  test('are each giving and withdrawal, also when the contact has forgotten them', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t, consent)
    let version = 1
    const change = async (patch: object) => {
      t.clock.now = new Date(t.clock.now.getTime() + 60_000)
      await t.as.partner.patch(`/contacts/${id}`, patch, version++).expect(200)
    }
    await change({ title: 'Provningsmästare' })
    await change({ consentWithdrawnOn: '2025-02-01', consentEvidence: 'Brev' })
    await change({ consentGivenOn: today, consentWithdrawnOn: null, consentEvidence: 'Nytt brev' })
    await change({ consentEvidence: 'Samma brev, inskannat' })
    await change({ legalBasis: 'public_task', consentGivenOn: null, consentEvidence: null })
    expect(await logOf(t, id)).toEqual([
      'given 2025-01-15 Blankett i låda 17',
      'withdrawn 2025-02-01 Brev',
      `given ${today} Nytt brev`,
      `given ${today} Samma brev, inskannat`,
      `withdrawn ${today}`,
    ])
    const { body } = await t.as.coordinator
      .get(`/contacts/${id}/consents?limit=1&sort=-createdAt&count=true`)
      .expect(200)
    expect(body).toMatchObject({ total: 5, items: [{ event: 'withdrawn', createdAt: t.clock.now.toISOString() }] })
  })

  test('begin when it is made, by itself or with its organisation; without a consent there are none', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t)
    expect(await logOf(t, id)).toEqual([])
    const ended = { ...consent, consentWithdrawnOn: '2025-02-01' }
    expect((await logOf(t, (await contactOf(t, ended)).id)).toSorted()).toEqual([
      'given 2025-01-15 Blankett i låda 17',
      'withdrawn 2025-02-01 Blankett i låda 17',
    ])
    const organisation = { name: 'Provföreningen (påhittad)', kind: 'informal', sector: 'other' }
    const { body } = await t.as.coordinator
      .post('/organisations', { ...organisation, contacts: [{ ...person, ...consent }] })
      .expect(201)
    const { body: list } = await t.as.coordinator.get(`/contacts?organisationId=${body.id}`).expect(200)
    const { body: log } = await t.as.coordinator.get(`/contacts/${list.items[0].id}/consents`).expect(200)
    expect(log.items).toMatchObject([{ event: 'given', day: '2025-01-15', evidence: 'Blankett i låda 17' }])
  })

  test('are for those who may read the contact, and what is refused adds nothing', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t, consent)
    const path = `/contacts/${id}/consents`
    for (const [name, status] of [
      ['otherPartner', 404],
      ['matcher', 404],
      ['reader', 403],
      ['public', 401],
    ] as const)
      await t.as[name].get(path).expect(status)
    await t.as.partner.patch(`/contacts/${id}`, { consentWithdrawnOn: '2025-01-01' }, 1).expect(422)
    await t.as.partner.patch(`/contacts/${id}`, { consentWithdrawnOn: today }, 9).expect(412)
    await t.as.otherPartner.patch(`/contacts/${id}`, { consentWithdrawnOn: today }, 1).expect(404)
    expect(await logOf(t, id)).toHaveLength(1)
  })

  test('have an evidence that never enters the log, and leave nothing when the contact is removed', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t, consent)
    const rows = async (text: string) => (await t.connection.pool.query(text)).rows
    const [logged] = await rows(`select changed, new_values from changes where table_name = 'consents'`)
    expect(logged.changed).toContain('evidence')
    expect(JSON.stringify(logged.new_values)).not.toContain('låda')
    await t.as.partner.delete(`/contacts/${id}`, 1).expect(204)
    expect(await rows('select * from consents')).toEqual([])
  })

  test('withdrawn by two at once are withdrawn once', async () => {
    await using t = await testApp()
    const { id } = await contactOf(t, consent)
    const answers = await Promise.all(
      [1, 2].map(() => t.as.partner.patch(`/contacts/${id}`, { consentWithdrawnOn: today }, 1)),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
    expect(await logOf(t, id)).toHaveLength(2)
  })
})
