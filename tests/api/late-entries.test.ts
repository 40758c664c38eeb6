import { describe, expect, test } from 'vitest'
import { closeEnded } from '../../src/registry/contributions/ending.commands.ts'
import { faultsOf, statusesOf } from '../support/builders.ts'
import { damage } from '../support/intact.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const summer2022 = { startsOn: '2022-06-13', endsOn: '2022-07-08' }
const offer = { type: 'feriejobb', title: 'Sommarjobb (påhittat)', status: 'published', capacity: { offered: 10 } }

const offered = (t: TestApp, fields: object = {}, caller: Caller = t.as.coordinator) =>
  caller.post('/contributions', { organisationId: t.organisations.partner, ...offer, ...fields })
const idOf = async (t: TestApp, fields: object = {}): Promise<string> =>
  (await offered(t, { ...summer2022, ...fields }).expect(201)).body.id
/** Places entered by a coordinator; the answer is the test's to judge. */
const entered = (t: TestApp, id: string, body: object, caller: Caller = t.as.coordinator) =>
  caller.post(`/contributions/${id}/allocations`, body)

/** What the counters say, as reserved/filled/completed/available. */
async function placesOf(t: TestApp, id: string): Promise<string> {
  const { capacity } = (await t.as.coordinator.get(`/contributions/${id}`).expect(200)).body
  return `${capacity.reserved}/${capacity.filled}/${capacity.completed}/${capacity.available}`
}

describe('places of what is over', () => {
  test('are entered by a coordinator with what became of them, in one call or by acts', async () => {
    await using t = await testApp()
    const id = await idOf(t)
    const { body } = await entered(t, id, { quantity: 6, status: 'completed', reference: 'SJ-22' }).expect(201)
    expect(body).toMatchObject({ quantity: 6, status: 'completed', reference: 'SJ-22', enteredLater: true })
    expect(body).not.toHaveProperty('expiresAt')
    expect(await placesOf(t, id)).toBe('0/6/6/4')
    // Also when the register has closed it.
    await closeEnded(t.connection.db, t.clock.now)
    const { body: second } = await entered(t, id, { quantity: 2 }).expect(201)
    expect(second).toMatchObject({ status: 'confirmed', enteredLater: true })
    const path = `/allocations/${second.id}`
    for (const act of ['start', 'completion']) await t.as.coordinator.post(`${path}/${act}`).expect(200)
    expect((await t.as.coordinator.get(path).expect(200)).body).toMatchObject({ status: 'completed', version: 3 })
    const { body: third } = await entered(t, id, { quantity: 1, status: 'started' }).expect(201)
    await t.as.coordinator.post(`/allocations/${third.id}/cancellation`).expect(200)
    expect(await placesOf(t, id)).toBe('0/8/8/2')
    const [row] = (await t.as.reader.get('/coverage?from=2022-06-01&to=2022-06-30&by=type&type=feriejobb')).body.rows
    expect(row).toMatchObject({ offered: 10, reserved: 0, filled: 8, completed: 8, available: 0 })
    expect((await t.as.public.get(`/contributions/${id}`)).body).toMatchObject({ status: 'closed', enteredLater: true })
    expect(await damage(t.connection.pool)).toEqual([])
  })

  test('are entered by nobody else', async () => {
    await using t = await testApp()
    const id = await idOf(t)
    const before = (await t.connection.pool.query('select count(*) from changes')).rows[0].count
    await entered(t, id, { quantity: 1 }, t.as.matcher).expect(409)
    await entered(t, id, { quantity: 1, status: 'completed' }, t.as.matcher).expect(403)
    for (const caller of [t.as.partner, t.as.reader]) await entered(t, id, { quantity: 1 }, caller).expect(403)
    await entered(t, id, { quantity: 1 }, t.as.public).expect(401)
    expect((await t.connection.pool.query('select count(*) from changes')).rows[0].count).toBe(before)
  })

  test('are never more than were left, by any way', async () => {
    await using t = await testApp()
    const id = await idOf(t, { capacity: { offered: 10, funded: 8 } })
    await entered(t, id, { quantity: 6, status: 'completed' }).expect(201)
    const refused = await entered(t, id, { quantity: 3 }).expect(409)
    expect(refused.body).toMatchObject({ available: 2, waiting: 0 })
    expect(faultsOf(refused)).toEqual(['/quantity not_enough'])
    // At once: for two places there are four who each want both.
    const raced = await Promise.all(
      ['confirmed', 'started', 'completed', 'completed'].map((status) => entered(t, id, { quantity: 2, status })),
    )
    expect(statusesOf(raced)).toEqual([201, 409, 409, 409])
    expect(await placesOf(t, id)).toMatch(/^0\/8\/[68]\/0$/)
    await entered(t, id, { quantity: 1 }).expect(409)
    // Nor can fewer be said to have been offered than were taken.
    await t.as.coordinator.patch(`/contributions/${id}`, { capacity: { funded: 7 } }, '*').expect(409)
    const { body } = await t.as.coordinator.get(`/contributions/${id}/allocations?status=completed&sort=createdAt`)
    expect(body.items[0].quantity).toBe(6)
    await t.as.coordinator.post(`/allocations/${body.items[0].id}/cancellation`).expect(409)
    expect(await damage(t.connection.pool)).toEqual([])
  })

  test('are never more than were left, in whatever order several enter, change and take back', async () => {
    await using t = await testApp()
    const id = await idOf(t, { capacity: { offered: 12 } })
    const known: string[] = []
    const places = async () => (await t.as.coordinator.get(`/contributions/${id}`).expect(200)).body.capacity
    /** One step, by numbers that are the same each time. */
    const step = async (n: number) => {
      const [kind, pick] = [(n * 7) % 10, (n * 13) % 29]
      const allocation = `/allocations/${known[pick % (known.length || 1)]}`
      const act = ['start', 'completion', 'cancellation', 'no-show'][pick % 4]
      if (kind < 6 || known.length === 0) {
        const status = ['confirmed', 'started', 'completed'][pick % 3]
        const { status: answered, body } = await entered(t, id, { quantity: 1 + (pick % 5), status })
        expect([201, 409]).toContain(answered)
        if (answered === 201) known.push(body.id)
      } else if (kind < 9) {
        expect([200, 409]).toContain((await t.as.coordinator.post(`${allocation}/${act}`)).status)
      } else {
        const capacity = { funded: pick % 12 }
        expect([200, 409]).toContain((await t.as.coordinator.patch(`/contributions/${id}`, { capacity }, '*')).status)
      }
    }
    for (let n = 0; n < 60; n += 4) {
      await Promise.all([n, n + 1, n + 2, n + 3].map(step))
      const { offered: inAll, funded, reserved, filled, completed, available } = await places()
      const left = Math.min(inAll, funded ?? inAll) - filled
      expect([reserved, available, completed <= filled]).toEqual([0, left, true])
      expect(left).toBeGreaterThanOrEqual(0)
    }
    expect(known.length).toBeGreaterThan(3)
    expect(await damage(t.connection.pool)).toEqual([])
  })

  test('are not held, nor waited for; and of what is not over nothing is entered', async () => {
    await using t = await testApp()
    const id = await idOf(t)
    const held = await entered(t, id, { quantity: 1, waitlist: true, holdMinutes: 60 }).expect(422)
    expect(faultsOf(held)).toEqual(['/waitlist not_allowed', '/holdMinutes not_allowed'])
    const summer2025 = { startsOn: '2025-06-16', endsOn: '2025-07-11' }
    for (const fields of [summer2025, { startsOn: '2025-01-01', endsOn: '2025-02-03' }, {}]) {
      const running = (await offered(t, fields).expect(201)).body.id
      const early = await entered(t, running, { quantity: 1, status: 'completed' }).expect(422)
      expect(faultsOf(early)).toEqual(['/status not_allowed'])
      expect((await entered(t, running, { quantity: 1 }).expect(201)).body.status).toBe('reserved')
    }
    for (const fields of [{ status: 'draft' }, { status: 'draft', ...summer2022 }]) {
      const draft = (await offered(t, fields).expect(201)).body.id
      await entered(t, draft, { quantity: 1 }).expect(409)
      expect(faultsOf(await entered(t, draft, { quantity: 1, status: 'started' }).expect(422))).toEqual([
        '/status not_allowed',
      ])
    }
    // Closed before it has begun, it gives none out; closed without days, or known from a report, it has been.
    const future = (await offered(t, summer2025).expect(201)).body.id
    await t.as.coordinator.post(`/contributions/${future}/closure`).expect(200)
    await entered(t, future, { quantity: 1 }).expect(409)
    const undated = (await offered(t).expect(201)).body.id
    await t.as.coordinator.post(`/contributions/${undated}/closure`).expect(200)
    const { body } = await entered(t, undated, { quantity: 1, status: 'completed' }).expect(201)
    expect(body).not.toHaveProperty('enteredLater')
    const reported = (await offered(t, { reportYear: 2023 }).expect(201)).body
    expect(reported).toMatchObject({ status: 'closed', reportYear: 2023, enteredLater: true })
    expect((await entered(t, reported.id, { quantity: 10, status: 'completed' }).expect(201)).body.enteredLater).toBe(
      true,
    )
    expect(faultsOf(await t.as.coordinator.post(`/contributions/${reported.id}/publication`).expect(422))).toEqual([
      '/reportYear past',
    ])
  })

  test('tell others who completed them from five on, and then hide what would tell more', async () => {
    await using t = await testApp()
    const id = await idOf(t)
    const figure = { contributionId: id, metric: 'slutfort', value: 7, from: '2022-06-13', to: '2022-07-08' }
    await t.as.coordinator.post('/outcomes', figure).expect(201)
    const shown = async () => (await t.as.public.get('/outcomes').expect(200)).body.items[0].hidden
    expect(await shown()).toBe(false)
    await entered(t, id, { quantity: 3, status: 'completed' }).expect(201)
    expect((await t.as.public.get(`/contributions/${id}`)).body.capacity.withheld).toEqual(['completed'])
    await entered(t, id, { quantity: 3, status: 'completed' }).expect(201)
    expect((await t.as.public.get(`/contributions/${id}`)).body.capacity.completed).toBe(6)
    // Looked at again beside the six: it is told to nobody until then.
    expect(await shown()).toBe(true)
  })
})

describe('an offer of a type that has ended', () => {
  const extra = { ...offer, type: 'extratjanst', title: 'Extratjänst (påhittad)' }

  test('is entered by a coordinator when it began before that', async () => {
    await using t = await testApp()
    const of2021 = { ...extra, startsOn: '2021-12-31', endsOn: '2022-12-30' }
    const { body } = await offered(t, of2021).expect(201)
    expect(body).toMatchObject({ type: 'extratjanst', enteredLater: true })
    await entered(t, body.id, { quantity: 10, status: 'completed' }).expect(201)
    const reported = await offered(t, { ...extra, reportYear: 2021 }).expect(201)
    expect(reported.body).toMatchObject({ status: 'closed', reportYear: 2021 })
    // A draft of it is published.
    const draft = (await offered(t, { ...of2021, status: 'draft' }).expect(201)).body
    await t.as.coordinator.post(`/contributions/${draft.id}/publication`).expect(200)
    for (const fields of [
      { startsOn: '2022-01-01', endsOn: '2022-12-30' },
      { reportYear: 2022 },
      {},
      { endsOn: '2021-06-30' },
    ]) {
      expect(faultsOf(await offered(t, { ...extra, ...fields }).expect(422))).toEqual(['/type unknown'])
    }
    expect(faultsOf(await offered(t, of2021, t.as.partner).expect(422))).toEqual(['/type unknown'])
  })

  test('and what starts after an end that is to come is offered by nobody', async () => {
    await using t = await testApp()
    await t.connection.pool.query(`update contribution_types set ended_on = '2025-06-01' where code = 'prao'`)
    await t.connection.pool.query(`update areas set ended_on = '2025-06-01' where code = 'boende'`)
    const prao = { ...offer, type: 'prao', areas: ['boende'] }
    for (const caller of [t.as.coordinator, t.as.partner]) {
      await offered(t, { ...prao, startsOn: '2025-05-31' }, caller).expect(201)
      const late = await offered(t, { ...prao, startsOn: '2025-06-01' }, caller).expect(422)
      expect(faultsOf(late)).toEqual(['/type unknown', '/areas/0 unknown'])
    }
  })
})

test('what an organisation offered before it ceased is entered by a coordinator, when it is over', async () => {
  await using t = await testApp()
  await t.connection.pool.query(`update organisations set ended_on = '2023-01-01' where id = $1`, [
    t.organisations.partner,
  ])
  const { body } = await offered(t, summer2022).expect(201)
  await entered(t, body.id, { quantity: 8, status: 'completed' }).expect(201)
  await offered(t, { reportYear: 2022 }).expect(201)
  const draft = (await offered(t, { ...summer2022, status: 'draft' }).expect(201)).body
  await t.as.coordinator.post(`/contributions/${draft.id}/publication`).expect(200)
  const open = { startsOn: '2022-06-13' }
  for (const fields of [open, {}, { startsOn: '2023-01-01', endsOn: '2023-05-31' }, { reportYear: 2023 }]) {
    expect(faultsOf(await offered(t, fields).expect(422))).toEqual(['/organisationId ended'])
  }
  expect(faultsOf(await offered(t, summer2022, t.as.partner).expect(422))).toEqual(['/organisationId ended'])
})

test('the year of a report stands where no days are known, and for what is over', async () => {
  await using t = await testApp()
  const both = await offered(t, { ...summer2022, reportYear: 2026 }).expect(422)
  expect(faultsOf(both)).toEqual(['/reportYear not_allowed', '/reportYear future'])
  const reference = { externalReference: 'rapport-2023', reportYear: 2023 }
  const { body } = await offered(t, reference).expect(201)
  // Sent again it is what was asked for.
  expect((await offered(t, reference).expect(200)).body).toEqual(body)
  await t.as.coordinator.patch(`/contributions/${body.id}`, { startsOn: '2023-01-09' }, '*').expect(422)
  const dated = await t.as.coordinator
    .patch(`/contributions/${body.id}`, { reportYear: null, startsOn: '2023-01-09', endsOn: '2023-05-31' }, '*')
    .expect(200)
  expect(dated.body).not.toHaveProperty('reportYear')
  const open = (await offered(t).expect(201)).body
  const patched = await t.as.coordinator.patch(`/contributions/${open.id}`, { reportYear: 2023 }, '*').expect(422)
  expect(faultsOf(patched)).toEqual(['/reportYear not_allowed'])
  await t.as.coordinator.post(`/contributions/${open.id}/closure`).expect(200)
  await t.as.coordinator.patch(`/contributions/${open.id}`, { reportYear: 2023 }, '*').expect(200)
  // A copy for another year has the days that are said.
  const copy = await t.as.coordinator
    .post(`/contributions/${open.id}/copies`, { startsOn: '2025-06-16', endsOn: '2025-07-11' })
    .expect(201)
  expect(copy.body).not.toHaveProperty('reportYear')
  const { years } = (await t.as.coordinator.get(`/contributions/${open.id}/series`).expect(200)).body
  expect(years.map(({ year }: { year: number }) => year)).toEqual([2023, 2025])
})
