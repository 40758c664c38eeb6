import { describe, expect, test } from 'vitest'
import { faultsOf, nobody, organisationOf, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const propose = (t: TestApp, body: object, headers?: Record<string, string>) =>
  t.as.partner.post(`/organisations/${t.organisations.partner}/proposals`, body, headers)
/** The path of a proposal that is open. */
async function proposed(t: TestApp, body: object): Promise<string> {
  return `/proposals/${(await propose(t, body).expect(201)).body.id}`
}
const own = async (t: TestApp) => (await t.as.partner.get(`/organisations/${t.organisations.partner}`).expect(200)).body

describe('a proposed change of an organisation', () => {
  test('is made by the organisation, approved by a coordinator, and applied with the approval', async () => {
    await using t = await testApp()
    const before = await own(t)
    const wanted = { name: 'Nya Provpartnern (påhittad)', organisationNumber: '4999000005', sector: 'civil_society' }
    const { body: proposal, headers } = await propose(t, { ...wanted, reason: 'Vi är en förening nu.' }).expect(201)
    expect(proposal).toMatchObject({
      ...wanted,
      organisationNumber: '499900-0005',
      reason: 'Vi är en förening nu.',
      status: 'proposed',
      organisation: { id: before.id, name: before.name },
      version: 1,
    })
    expect(headers.location).toBe(proposal._links.self.href)
    const path = `/proposals/${proposal.id}`
    expect((await t.as.partner.get(path).expect(200)).body).toEqual(proposal)
    expect(await own(t)).toEqual(before)
    await t.as.coordinator.post(`${path}/approval`, {}, { 'if-match': '"2"' }).expect(412)
    for (let time = 0; time < 2; time++) {
      const { body } = await t.as.coordinator.post(`${path}/approval`, {}, { 'if-match': '"1"' }).expect(200)
      expect(body).toMatchObject({ status: 'approved', decidedAt: '2025-02-03T09:30:00.000Z', version: 2 })
      expect(body.organisation.name).toBe(wanted.name)
    }
    expect(await own(t)).toMatchObject({
      ...wanted,
      organisationNumber: '499900-0005',
      numberStatus: 'unverified',
      version: before.version + 1,
    })
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items).toMatchObject([{ actor: { role: 'coordinator' } }, { actor: { role: 'partner' } }])
    for (const action of ['decline', 'withdrawal']) {
      const caller = action === 'decline' ? t.as.coordinator : t.as.partner
      await caller.post(`${path}/${action}`, action === 'decline' ? { reason: 'Nej.' } : {}).expect(409)
    }
  })

  test('is for the organisation itself, whichever its key, and seen by nobody else', async () => {
    await using t = await testApp()
    const path = await proposed(t, { name: 'Nytt namn (påhittat)' })
    const target = `/organisations/${t.organisations.partner}/proposals`
    for (const [caller, status] of [
      [t.as.public, 401],
      [t.as.reader, 403],
      [t.as.coordinator, 403],
      [t.as.otherPartner, 403],
      [t.as.matcher, 403],
    ] as const) {
      await caller.post(target, { sector: 'faith' }).expect(status)
    }
    const hidden = await organisationOf(t, { visibility: 'internal' })
    for (const id of [hidden.id, nobody])
      await t.as.partner.post(`/organisations/${id}/proposals`, { sector: 'faith' }).expect(404)
    for (const caller of [t.as.otherPartner, t.as.matcher]) {
      await caller.get(path).expect(404)
      await caller.post(`${path}/withdrawal`).expect(404)
      await caller.post(`${path}/approval`).expect(403)
      expect((await caller.get('/proposals').expect(200)).body.items).toEqual([])
    }
    await t.as.partner.post(`${path}/approval`).expect(403)
    await t.as.partner.get(`${path}/history`).expect(403)
    await t.as.matcher
      .post(`/organisations/${t.organisations.matcher}/proposals`, { name: 'Ny matchare (påhittad)' })
      .expect(201)
    const names = async (query: string) => {
      const { body } = await t.as.coordinator.get(`/proposals?sort=createdAt&${query}`).expect(200)
      return body.items.map((item: { name: string }) => item.name)
    }
    expect(await names('')).toEqual(['Nytt namn (påhittat)', 'Ny matchare (påhittad)'])
    expect(await names(`organisationId=${t.organisations.matcher}`)).toEqual(['Ny matchare (påhittad)'])
    expect(await names('status=approved,declined')).toEqual([])
  })

  test('is held to what a coordinator’s change is, and refused with every fault; nothing is stored', async () => {
    await using t = await testApp()
    await organisationOf(t, { organisationNumber: '499900-0005' })
    const refused = async (body: object) => faultsOf(await propose(t, body).expect(422))
    expect(await refused({ organisationNumber: '499900-0006', sector: 'okand' })).toEqual([
      '/organisationNumber check_digit',
      '/sector unknown',
    ])
    expect(await refused({ organisationNumber: '4999000005' })).toEqual(['/organisationNumber taken'])
    const { name, sector } = await own(t)
    for (const body of [{ name, sector }, { reason: 'Bara så.' }]) expect(await refused(body)).toEqual([' unchanged'])
    for (const body of [
      {},
      { name: '' },
      { name: null },
      { sector: 7 },
      { kind: 'unit' },
      { website: 'https://x.example' },
    ])
      await propose(t, body).expect(400)
    for (const organisationNumber of ['800101-9999', '198001019999']) {
      const answer = await propose(t, { organisationNumber }, { 'idempotency-key': 'nummer' }).expect(422)
      expect(faultsOf(answer)).toEqual(['/organisationNumber personal_number'])
      expect(answer.text).not.toContain('800101')
    }
    const { rows } = await t.connection.pool.query(
      `select (select count(*) from proposals) as proposals, (select count(*) from replays) as replays`,
    )
    expect(rows).toEqual([{ proposals: 0, replays: 0 }])
    expect(t.log.join('\n')).not.toContain('800101')
    // What stands already is left out of it.
    const { body } = await propose(t, { name, sector: 'faith' }).expect(201)
    expect(body).not.toHaveProperty('name')
  })

  test('is one at a time', async () => {
    await using t = await testApp()
    const answers = await Promise.all(['A', 'B', 'C'].map((letter) => propose(t, { name: `Namn ${letter}` })))
    expect(statusesOf(answers)).toEqual([201, 409, 409])
    expect(faultsOf(answers.find(({ status }) => status === 409)!)).toEqual([' already_proposed'])
    const { body: list } = await t.as.partner.get('/proposals').expect(200)
    const path = `/proposals/${list.items[0].id}`
    for (let time = 0; time < 2; time++)
      expect((await t.as.partner.post(`${path}/withdrawal`).expect(200)).body).toMatchObject({
        status: 'withdrawn',
        version: 2,
      })
    await t.as.coordinator.post(`${path}/approval`).expect(409)
    const next = await proposed(t, { name: 'Namn D' })
    await t.as.coordinator.post(`${next}/decline`).expect(400)
    for (let time = 0; time < 2; time++)
      await t.as.coordinator.post(`${next}/decline`, { reason: 'Inte registrerat.' }).expect(200)
    await t.as.coordinator.post(`${next}/decline`, { reason: 'Ett annat skäl.' }).expect(409)
    expect((await t.as.partner.get(next).expect(200)).body).toMatchObject({
      status: 'declined',
      declineReason: 'Inte registrerat.',
    })
    await proposed(t, { name: 'Namn E' })
    expect((await own(t)).version).toBe(1)
  })

  test('that cannot be applied any more stays open, and what stands in its way is told', async () => {
    await using t = await testApp()
    const hidden = await organisationOf(t, { organisationNumber: '499900-0013', visibility: 'internal' })
    // That an organisation which it may not know of has the number is not for the partner to hear.
    const path = await proposed(t, { organisationNumber: '499900-0013', sector: 'faith' })
    const taken = await t.as.coordinator.post(`${path}/approval`).expect(409)
    expect(faultsOf(taken)).toEqual(['/organisationNumber taken'])
    await t.as.coordinator.patch(`/organisations/${hidden.id}`, { organisationNumber: null }, 1).expect(200)
    await t.connection.pool.query(`update sectors set ended_on = '2025-01-01' where code = 'faith'`)
    expect(faultsOf(await t.as.coordinator.post(`${path}/approval`).expect(422))).toEqual(['/sector unknown'])
    expect((await t.as.partner.get(path).expect(200)).body).toMatchObject({ status: 'proposed', version: 1 })
    expect((await own(t)).version).toBe(1)
    await t.connection.pool.query(`update sectors set ended_on = null where code = 'faith'`)
    const race = [
      t.as.coordinator.post(`${path}/approval`),
      t.as.coordinator.post(`${path}/approval`),
      t.as.partner.post(`${path}/withdrawal`),
    ]
    const answers = statusesOf(await Promise.all(race))
    const { status } = (await t.as.partner.get(path).expect(200)).body
    expect(answers).toEqual(status === 'approved' ? [200, 200, 409] : [200, 409, 409])
    expect((await own(t)).sector).toBe(status === 'approved' ? 'faith' : 'business')
  })

  test('is what a partner is told of who would change such a field by itself', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    for (const patch of [{ name: 'Nytt' }, { organisationNumber: '499900-0005' }, { sector: 'faith' }]) {
      const { body } = await t.as.partner.patch(path, patch, 1).expect(403)
      expect(body.detail).toContain('/proposals')
    }
  })
})
