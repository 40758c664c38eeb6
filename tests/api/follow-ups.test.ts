import { describe, expect, test } from 'vitest'
import { makeDueFollowUps } from '../../src/registry/outcomes/follow-ups.commands.ts'
import { faultsOf, nobody, statusesOf, takesPart } from '../support/builders.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

/** An offer of the partner's that ends on 2025-03-31, so that it is followed up from 2025-06-29. */
async function offered(t: TestApp, fields: object = {}, caller: Caller = t.as.partner): Promise<string> {
  const offer = {
    type: 'praktikplats',
    title: 'Praktik (påhittad)',
    endsOn: '2025-03-31',
    capacity: { offered: 10 },
    status: 'published',
  }
  return (await caller.post('/contributions', { ...offer, ...fields }).expect(201)).body.id
}

const allocate = async (t: TestApp, contributionId: string, quantity: number) =>
  t.connection.pool.query(
    `insert into allocations (contribution_id, matcher_id, quantity, status, hold_minutes) values ($1, $2, $3, 'completed', 60)`,
    [contributionId, t.organisations.matcher, quantity],
  )

const fallDue = (t: TestApp, day: string) => {
  t.clock.now = new Date(`${day}T09:30:00Z`)
  return makeDueFollowUps(t.connection.db, t.clock.now)
}
const due = async (caller: Caller, query = '') => (await caller.get(`/follow-ups/due?${query}`).expect(200)).body.items
const titles = (items: { contribution: { title: string } }[]) => items.map(({ contribution }) => contribution.title)

describe('a follow-up', () => {
  test('falls due some days after the end, as the type says, and once', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    const { body: type } = await t.as.coordinator.get('/vocabularies/contribution-types/terms?q=prao')
    expect(type.items[0].followUpDays).toBe(90)
    await t.as.coordinator.patch(type.items[0]._links.self.href, { followUpDays: 14 }, 1).expect(200)
    await offered(t, { type: 'prao', title: 'Prao (påhittad)' })
    await offered(t, { title: 'Utan slut (påhittad)', endsOn: undefined })
    await offered(t, { title: 'Senare (påhittad)', endsOn: '2025-08-31' })
    await offered(t, { title: 'Utkast (påhittat)', status: 'draft' })
    const withdrawn = await offered(t, { title: 'Tillbakadragen (påhittad)' })
    await t.as.partner.post(`/contributions/${withdrawn}/withdrawal`, {}).expect(200)

    expect(await fallDue(t, '2025-04-13')).toBe(0)
    expect(await fallDue(t, '2025-04-14')).toBe(1)
    expect(await fallDue(t, '2025-06-28')).toBe(0)
    const made = await Promise.all([1, 2, 3, 4].map(() => fallDue(t, '2025-06-29')))
    expect(made.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 1])
    expect(titles(await due(t.as.coordinator))).toEqual(['Prao (påhittad)', 'Praktik (påhittad)'])
    const [, item] = await due(t.as.partner)
    expect(item).toEqual({
      id: expect.any(String),
      version: 1,
      createdAt: '2025-06-29T09:30:00.000Z',
      updatedAt: '2025-06-29T09:30:00.000Z',
      contribution: {
        id: contributionId,
        title: 'Praktik (påhittad)',
        type: 'praktikplats',
        endsOn: '2025-03-31',
        organisation: { id: t.organisations.partner, name: 'Provpartnern (påhittad)' },
      },
      dueOn: '2025-06-29',
      status: 'due',
      _links: { self: { href: `/samhallskontraktet/v1/follow-ups/${item.id}` } },
    })
    const { headers } = await t.as.partner.get(item._links.self.href).expect(200)
    await t.as.partner.get(item._links.self.href, { 'if-none-match': headers.etag! }).expect(304)
    const { body: history } = await t.as.coordinator.get(`${item._links.self.href}/history`).expect(200)
    expect(history.items).toMatchObject([{ operation: 'insert', actor: { kind: 'system', name: 'jobs' } }])
    await t.as.partner.get(`${item._links.self.href}/history`).expect(403)
  })

  test('is seen by who offered it, by who had places, and by coordinators', async () => {
    await using t = await testApp()
    const first = await offered(t, { title: 'Med platser (påhittad)' })
    await offered(t, { title: 'Utan platser (påhittad)' })
    await offered(t, { title: 'En annans (påhittad)' }, t.as.otherPartner)
    await allocate(t, first, 3)
    await fallDue(t, '2025-07-01')
    for (const path of ['/follow-ups', '/follow-ups/due']) {
      const seen = async (caller: Caller) =>
        titles((await caller.get(`${path}?count=true`).expect(200)).body.items).toSorted()
      expect(await seen(t.as.coordinator)).toHaveLength(3)
      expect(await seen(t.as.partner)).toEqual(['Med platser (påhittad)', 'Utan platser (påhittad)'])
      expect(await seen(t.as.otherPartner)).toEqual(['En annans (påhittad)'])
      expect(await seen(t.as.matcher)).toEqual(['Med platser (påhittad)'])
      await t.as.reader.get(path).expect(403)
      await t.as.public.get(path).expect(401)
      expect((await t.as.matcher.get(`${path}?count=true`)).body.total).toBe(1)
    }
    const [other] = await due(t.as.otherPartner)
    const [shared] = await due(t.as.matcher)
    for (const act of ['completion', 'dropping']) {
      const body = act === 'dropping' ? { reason: 'Ingen kom (påhittat).' } : {}
      await t.as.partner.post(`/follow-ups/${other.id}/${act}`, body).expect(404)
      await t.as.partner.post(`/follow-ups/${nobody}/${act}`, body).expect(404)
      await t.as.matcher.post(`/follow-ups/${shared.id}/${act}`, body).expect(403)
      await t.as.reader.post(`/follow-ups/${shared.id}/${act}`, body).expect(403)
    }
    expect(titles(await due(t.as.coordinator, `organisationId=${t.organisations.otherPartner}`))).toHaveLength(1)
    expect(await due(t.as.coordinator, 'type=prao')).toEqual([])
    expect(await due(t.as.coordinator, 'dueAfter=2025-06-29&dueBefore=2025-06-29')).toHaveLength(3)
    expect(await due(t.as.coordinator, `contributionId=${first}`)).toHaveLength(1)
  })

  test('is done when an outcome has been recorded, and a closed contribution is followed up then', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    await t.as.partner.post(`/contributions/${contributionId}/closure`).expect(200)
    await fallDue(t, '2025-07-01')
    const [{ id }] = await due(t.as.partner)
    const completion = `/follow-ups/${id}/completion`
    const early = await t.as.partner.post(completion).expect(409)
    expect(early.body.detail).toContain('POST /outcomes')
    await t.as.partner.post('/outcomes', { contributionId, metric: 'deltagare', value: 2 }).expect(201)
    // Figures come in one at a time: recording one does not end it.
    expect(await due(t.as.partner)).toHaveLength(1)
    await t.as.partner.post(completion, {}, { 'if-match': '"7"' }).expect(412)
    const answers = await Promise.all([1, 2].map(() => t.as.partner.post(completion)))
    expect(statusesOf(answers)).toEqual([200, 200])
    expect(answers.map(({ body }) => [body.status, body.version])).toEqual([
      ['done', 2],
      ['done', 2],
    ])
    expect(await due(t.as.coordinator)).toEqual([])
    expect((await t.as.coordinator.get('/follow-ups?status=done')).body.items).toHaveLength(1)
    expect((await t.as.public.get(`/contributions/${contributionId}`)).body.status).toBe('followed_up')
    expect((await t.as.partner.post(`/follow-ups/${id}/dropping`, { reason: 'Nej' }).expect(409)).body.code).toBe(
      'conflict',
    )
    expect(await fallDue(t, '2026-07-01')).toBe(0)
  })

  test('is done with an outcome of its places, and leaves a contribution that is open as it is', async () => {
    await using t = await testApp()
    const contributionId = await offered(t)
    await allocate(t, contributionId, 6)
    await fallDue(t, '2025-07-01')
    const allocationId = (await t.connection.pool.query('select id from allocations')).rows[0].id
    await t.as.matcher.post('/outcomes', { allocationId, metric: 'studier', value: 2 }).expect(201)
    const [{ id }] = await due(t.as.partner)
    expect((await t.as.coordinator.post(`/follow-ups/${id}/completion`).expect(200)).body.status).toBe('done')
    expect((await t.as.public.get(`/contributions/${contributionId}`)).body.status).toBe('published')
  })

  test('is dropped with a reason', async () => {
    await using t = await testApp()
    await offered(t)
    await fallDue(t, '2025-07-01')
    const [{ id }] = await due(t.as.partner)
    const dropping = `/follow-ups/${id}/dropping`
    expect(faultsOf(await t.as.partner.post(dropping, {}).expect(400))).toEqual(['/reason required'])
    await t.as.partner.post(dropping, { reason: '' }).expect(400)
    const { body } = await t.as.partner.post(dropping, { reason: 'Ingen började (påhittat).' }).expect(200)
    expect(body).toMatchObject({ status: 'dropped', reason: 'Ingen började (påhittat).', version: 2 })
    expect((await t.as.partner.post(dropping, { reason: 'En annan.' }).expect(200)).body).toEqual(body)
    await t.as.partner.post(`/follow-ups/${id}/completion`).expect(409)
    expect(await due(t.as.partner)).toEqual([])
  })
})

describe('a collaboration', () => {
  async function running(t: TestApp): Promise<string> {
    const body = { name: 'Fika (påhittat)', kind: 'meeting_place', status: 'active' }
    const { id } = (await t.as.coordinator.post('/collaborations', body).expect(201)).body
    await takesPart(t, id)
    return id
  }

  test('is asked about once a year, of those who take part in it, until somebody confirms it', async () => {
    await using t = await testApp()
    const id = await running(t)
    expect(await fallDue(t, '2026-02-02')).toBe(0)
    expect(await fallDue(t, '2026-02-03')).toBe(1)
    expect(await fallDue(t, '2026-02-03')).toBe(0)
    const [asked] = await due(t.as.partner)
    expect(asked).toMatchObject({ collaboration: { id, name: 'Fika (påhittat)' }, dueOn: '2026-02-03', status: 'due' })
    expect(await due(t.as.otherPartner)).toEqual([])
    expect(await due(t.as.coordinator, `collaborationId=${id}`)).toHaveLength(1)
    expect(await due(t.as.coordinator, `collaborationId=${nobody}`)).toEqual([])
    const path = `/follow-ups/${asked.id}`
    await t.as.partner.post(`${path}/completion`).expect(409)
    const { body } = await t.as.coordinator.post(`${path}/completion`).expect(409)
    expect(body.detail).toContain(`/collaborations/${id}/confirmation`)
    await t.as.partner.post(`/collaborations/${id}/confirmation`).expect(200)
    expect((await t.as.partner.get(path).expect(200)).body.status).toBe('done')
    expect(await fallDue(t, '2027-02-02')).toBe(0)
    expect(await fallDue(t, '2027-02-03')).toBe(1)
  })

  test('is asked about a year after it was dropped, and no more when it has ended', async () => {
    await using t = await testApp()
    const id = await running(t)
    await fallDue(t, '2026-02-03')
    const [asked] = await due(t.as.coordinator)
    await t.as.coordinator.post(`/follow-ups/${asked.id}/dropping`, { reason: 'Ingen svarar.' }).expect(200)
    expect(await fallDue(t, '2026-12-31')).toBe(0)
    expect(await fallDue(t, '2027-06-03')).toBe(1)
    // Late, and not once more for each year that has passed.
    const [late] = await due(t.as.coordinator)
    await t.as.coordinator.post(`/follow-ups/${late.id}/dropping`, { reason: 'Ingen svarar.' }).expect(200)
    expect(await fallDue(t, '2028-06-02')).toBe(0)
    expect(await fallDue(t, '2028-06-03')).toBe(1)
    await t.as.coordinator.post(`/collaborations/${id}/ending`, { endedOn: '2028-01-31' }).expect(200)
    expect(await due(t.as.coordinator)).toEqual([])
    expect(await fallDue(t, '2030-01-01')).toBe(0)
    await t.connection.pool.query('delete from participants')
    await t.as.coordinator.delete(`/collaborations/${id}`, 2).expect(204)
  })
})
