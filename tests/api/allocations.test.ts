import { describe, expect, test } from 'vitest'
import { expireDue } from '../../src/registry/allocations/expiry.ts'
import { faultsOf, nobody, organisationOf, statusesOf } from '../support/builders.ts'
import { testApp, type Caller, type TestApp } from '../support/test-app.ts'

const minute = 60_000

/** An offer of the partner's that is open all summer. The clock of a test stands at 2025-02-03. */
async function offered(t: TestApp, offeredPlaces: number, fields: object = {}) {
  const body = {
    type: 'feriejobb',
    title: 'Sommarjobb (påhittat)',
    startsOn: '2025-06-16',
    endsOn: '2025-07-11',
    capacity: { offered: offeredPlaces },
    status: 'published',
    ...fields,
  }
  const { id } = (await t.as.partner.post('/contributions', body).expect(201)).body
  return {
    id: id as string,
    path: `/contributions/${id}`,
    allocations: `/contributions/${id}/allocations`,
    now: async () => (await t.as.partner.get(`/contributions/${id}`).expect(200)).body,
    /** What the counters say, as reserved/filled/completed/available. */
    places: async () => {
      const { capacity } = (await t.as.partner.get(`/contributions/${id}`).expect(200)).body
      return `${capacity.reserved}/${capacity.filled}/${capacity.completed}/${capacity.available}`
    },
    reserve: async (quantity: number, more: object = {}, caller: Caller = t.as.matcher) => {
      const answer = await caller.post(`/contributions/${id}/allocations`, { quantity, ...more }).expect(201)
      return { ...answer.body, path: `/allocations/${answer.body.id}` }
    },
  }
}

/** A matcher of another organisation. */
async function anotherMatcher(t: TestApp) {
  const { id } = await organisationOf(t, { name: 'Den andra skolan (påhittad)' })
  const key = { name: 'Skolans nyckel', role: 'matcher', organisationId: id }
  const { body } = await t.as.coordinator.post('/api-keys', key).expect(201)
  return { id: id as string, caller: t.withKey(body.key) }
}

async function needOf(t: TestApp, organisationId: string, fields: object = {}): Promise<string> {
  const { type, status, quantity } = { type: 'feriejobb', status: 'open', quantity: 5, ...fields }
  const { rows } = await t.connection.pool.query(
    `insert into needs (organisation_id, type, title, quantity, starts_on, ends_on, status)
    values ($1, $2, 'Behov (påhittat)', $3, '2025-06-01', '2025-08-31', $4) returning id`,
    [organisationId, type, quantity, status],
  )
  return rows[0].id
}

const statusOf = async (t: TestApp, path: string) => (await t.as.coordinator.get(path).expect(200)).body.status
const countIn = async (t: TestApp, table: string) =>
  (await t.connection.pool.query(`select count(*) from ${table}`)).rows[0].count
const later = (t: TestApp, minutes: number) => (t.clock.now = new Date(t.clock.now.getTime() + minutes * minute))

describe('places', () => {
  test('are reserved, confirmed, started and completed, each once however often it is asked for', async () => {
    await using t = await testApp()
    const offer = await offered(t, 8)
    const before = await t.as.partner.get(offer.path)
    const answer = await t.as.matcher
      .post(offer.allocations, { quantity: 2, reference: 'SJ-17', holdMinutes: 60 })
      .expect(201)
    const self = `/samhallskontraktet/v1/allocations/${answer.body.id}`
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      contribution: { id: offer.id, title: 'Sommarjobb (påhittat)' },
      matcher: { id: t.organisations.matcher, name: 'Provmatcharen (påhittad)' },
      quantity: 2,
      status: 'reserved',
      holdMinutes: 60,
      expiresAt: '2025-02-03T10:30:00.000Z',
      reference: 'SJ-17',
      enteredLater: false,
      _links: { self: { href: self } },
    })
    expect(answer.headers.location).toBe(self)
    await t.as.matcher.get(self, { 'if-none-match': answer.headers.etag! }).expect(304)
    expect(await offer.places()).toBe('2/0/0/6')

    const steps = [
      ['confirmation', 'confirmed', 2, '0/2/0/6'],
      ['start', 'started', 3, '0/2/0/6'],
      ['completion', 'completed', 4, '0/2/2/6'],
    ] as const
    for (const [act, status, version, places] of steps) {
      const { body: first } = await t.as.matcher.post(`${self}/${act}`).expect(200)
      expect(first).toMatchObject({ status, version })
      expect(first).not.toHaveProperty('expiresAt')
      expect((await t.as.matcher.post(`${self}/${act}`).expect(200)).body).toEqual(first)
      expect(await offer.places()).toBe(places)
    }
    for (const act of ['confirmation', 'start', 'cancellation', 'no-show']) {
      await t.as.matcher.post(`${self}/${act}`).expect(409)
    }
    // The counters are news to who reads, and nothing to who writes.
    expect((await offer.now()).version).toBe(1)
    await t.as.partner.get(offer.path, { 'if-none-match': before.headers.etag! }).expect(200)
    await t.as.partner.patch(offer.path, { place: 'Kungälv' }, before.headers.etag!).expect(200)

    const { body: history } = await t.as.coordinator.get(`${self}/history`).expect(200)
    expect(history.items.map((item: { new: { status: string } }) => item.new.status)).toEqual([
      'completed',
      'started',
      'confirmed',
      'reserved',
    ])
    await t.as.matcher.get(`${self}/history`).expect(403)
  })

  test('that are not there are refused with how many are left, and nothing is taken', async () => {
    await using t = await testApp()
    const offer = await offered(t, 5, { capacity: { offered: 5, funded: 3 } })
    await offer.reserve(1)
    const before = await countIn(t, 'changes')
    const { body } = await t.as.matcher.post(offer.allocations, { quantity: 3 }).expect(409)
    expect(body).toMatchObject({
      code: 'conflict',
      available: 2,
      waiting: 0,
      detail: expect.stringContaining('2 are left'),
    })
    expect(faultsOf({ body })).toEqual(['/quantity not_enough'])
    expect(await countIn(t, 'changes')).toBe(before)
    await offer.reserve(2)
    expect(await offer.now()).toMatchObject({ status: 'full', capacity: { available: 0 } })
    expect((await t.as.matcher.post(offer.allocations, { quantity: 1 }).expect(409)).body.available).toBe(0)
    // Money for one more; then as many as are offered.
    await t.as.partner.patch(offer.path, { capacity: { funded: 4 } }, '*').expect(200)
    await offer.reserve(1)
    await t.as.partner.patch(offer.path, { capacity: { funded: null } }, '*').expect(200)
    await offer.reserve(1)
    expect(await offer.places()).toBe('5/0/0/0')
  })

  test('are given up by cancellation and no-show, and are taken anew', async () => {
    await using t = await testApp()
    const offer = await offered(t, 1)
    const first = await offer.reserve(1)
    const { body: cancelled } = await t.as.matcher
      .post(`${first.path}/cancellation`, { reason: 'Fick ett annat jobb.' })
      .expect(200)
    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'Fick ett annat jobb.' })
    const { body: again } = await t.as.matcher.post(`${first.path}/cancellation`, { reason: 'Annat skäl.' }).expect(200)
    expect(again).toEqual(cancelled)
    await t.as.matcher.post(`${first.path}/confirmation`).expect(409)

    const second = await offer.reserve(1)
    await t.as.matcher.post(`${second.path}/no-show`).expect(409)
    await t.as.matcher.post(`${second.path}/completion`).expect(409)
    await t.as.matcher.post(`${second.path}/start`).expect(409)
    await t.as.matcher.post(`${second.path}/confirmation`).expect(200)
    await t.as.matcher.post(`${second.path}/no-show`).expect(200)
    expect(await offer.places()).toBe('0/0/0/1')

    const third = await offer.reserve(1)
    for (const act of ['confirmation', 'start', 'cancellation'])
      await t.as.matcher.post(`${third.path}/${act}`).expect(200)
    expect(await offer.places()).toBe('0/0/0/1')
  })

  test('cover a need of the matcher’s own', async () => {
    await using t = await testApp()
    const other = await anotherMatcher(t)
    const offer = await offered(t, 10)
    const covered = async (id: string) =>
      (await t.connection.pool.query('select covered, status from needs where id = $1', [id])).rows[0]
    const mine = await needOf(t, t.organisations.matcher)
    const theirs = await needOf(t, other.id)
    const first = await offer.reserve(3, { needId: mine })
    expect(first.needId).toBe(mine)
    expect(await covered(mine)).toEqual({ covered: 3, status: 'partly_covered' })
    await offer.reserve(2, { needId: mine })
    expect(await covered(mine)).toEqual({ covered: 5, status: 'covered' })
    await t.as.matcher.post(`${first.path}/cancellation`).expect(200)
    expect(await covered(mine)).toEqual({ covered: 2, status: 'partly_covered' })

    const refused: [needId: string, fault: string][] = [
      [nobody, '/needId unknown'],
      [theirs, '/needId unknown'],
      [await needOf(t, t.organisations.matcher, { type: 'praktikplats' }), '/needId other_type'],
      [await needOf(t, t.organisations.matcher, { status: 'closed' }), '/needId closed'],
    ]
    for (const [needId, fault] of refused) {
      const { body } = await t.as.matcher.post(offer.allocations, { quantity: 1, needId }).expect(422)
      expect(faultsOf({ body })).toEqual([fault])
    }
    // It is closed while a request that has seen it open waits for the places.
    const closing = await needOf(t, t.organisations.matcher)
    const holder = await t.connection.pool.connect()
    await holder.query('begin; select from contributions for update')
    const late = t.as.matcher.post(offer.allocations, { quantity: 1, needId: closing }).then(({ body }) => body)
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await t.connection.pool.query(waits)).rowCount === 0)
      await new Promise((resolve) => setTimeout(resolve, 10))
    await t.as.matcher.post(`/needs/${closing}/closure`).expect(200)
    await holder.query('commit')
    holder.release()
    expect(faultsOf({ body: await late })).toEqual(['/needId closed'])

    // A coordinator covers any, on behalf of the organisation whose need it is; and takes places for nobody in particular.
    const given = await offer.reserve(1, { needId: theirs }, t.as.coordinator)
    expect(given.matcher.id).toBe(other.id)
    await other.caller.post(`${given.path}/confirmation`).expect(200)
    const own = await offer.reserve(1, { reference: 'S-1' }, t.as.coordinator)
    expect(own).not.toHaveProperty('matcher')
    await t.as.matcher.post(`${own.path}/confirmation`).expect(404)
    await t.as.coordinator.post(`${own.path}/confirmation`).expect(200)
  })
})

describe('the queue', () => {
  test('is served first come first served, and nobody overtakes it', async () => {
    await using t = await testApp()
    const other = await anotherMatcher(t)
    const offer = await offered(t, 3)
    const holder = await offer.reserve(3)
    const large = await offer.reserve(2, { waitlist: true, holdMinutes: 30 }, other.caller)
    const small = await offer.reserve(1, { waitlist: true })
    expect([large, small].map(({ status, position }) => [status, position])).toEqual([
      ['waiting', 1],
      ['waiting', 2],
    ])
    expect(large).not.toHaveProperty('expiresAt')
    expect(await offer.places()).toBe('3/0/0/0')
    await t.as.matcher.post(`${small.path}/confirmation`).expect(409)

    // One more place: too little for the head, and not for those behind it.
    await t.as.partner.patch(offer.path, { capacity: { offered: 4 } }, '*').expect(200)
    expect(await offer.now()).toMatchObject({ status: 'published', capacity: { available: 1 } })
    expect(await statusOf(t, small.path)).toBe('waiting')
    const { body } = await t.as.matcher.post(offer.allocations, { quantity: 1 }).expect(409)
    expect(body).toMatchObject({ available: 1, waiting: 2 })
    expect(faultsOf({ body })).toEqual(['/quantity queue'])
    const last = await offer.reserve(1, { waitlist: true })
    expect(last.position).toBe(3)

    // The head's turn: held as long as it asked for, from now.
    later(t, 60)
    const etag = (await t.as.matcher.get(last.path)).headers.etag!
    await t.as.partner.patch(offer.path, { capacity: { offered: 5 } }, '*').expect(200)
    expect((await other.caller.get(large.path)).body).toMatchObject({
      status: 'reserved',
      expiresAt: '2025-02-03T11:00:00.000Z',
    })
    const { body: moved } = await t.as.matcher.get(last.path, { 'if-none-match': etag }).expect(200)
    expect(moved.position).toBe(2)

    await t.as.matcher.post(`${holder.path}/cancellation`).expect(200)
    expect(await statusOf(t, small.path)).toBe('reserved')
    expect(await statusOf(t, last.path)).toBe('reserved')
    expect(await offer.places()).toBe('4/0/0/1')
    expect((await offer.reserve(1, { waitlist: true })).status).toBe('reserved')
  })

  test('moves on when its head leaves, and when a no-show frees a place', async () => {
    await using t = await testApp()
    const offer = await offered(t, 2)
    const holder = await offer.reserve(1)
    const head = await offer.reserve(2, { waitlist: true })
    const next = await offer.reserve(1, { waitlist: true })
    await t.as.matcher.post(`${head.path}/cancellation`).expect(200)
    expect(await statusOf(t, next.path)).toBe('reserved')
    const last = await offer.reserve(1, { waitlist: true })
    await t.as.matcher.post(`${holder.path}/confirmation`).expect(200)
    await t.as.matcher.post(`${holder.path}/no-show`).expect(200)
    expect(await statusOf(t, last.path)).toBe('reserved')
    expect(await offer.now()).toMatchObject({ status: 'full', capacity: { reserved: 2, filled: 0 } })
  })

  test('keeps the order of arrival, however close together', async () => {
    await using t = await testApp()
    const offer = await offered(t, 1)
    await offer.reserve(1)
    const waiting = await Promise.all(Array.from({ length: 12 }, () => offer.reserve(1, { waitlist: true })))
    expect(waiting.map(({ position }) => position).toSorted((a, b) => a - b)).toEqual(waiting.map((_, i) => i + 1))
    const { rows } = await t.connection.pool.query(
      `select row_id from changes where table_name = 'allocations' and operation = 'insert' order by seq offset 1`,
    )
    const { body } = await t.as.matcher.get(`${offer.allocations}?status=waiting`).expect(200)
    const queue = body.items.toSorted((a: { position: number }, b: { position: number }) => a.position - b.position)
    expect(queue.map(({ id }: { id: string }) => id)).toEqual(rows.map(({ row_id }) => row_id))
  })

  test('waits while it is paused, and is sent home when it is closed', async () => {
    await using t = await testApp()
    const offer = await offered(t, 1)
    const holder = await offer.reserve(1)
    const head = await offer.reserve(1, { waitlist: true })
    await t.as.partner.post(`${offer.path}/pause`).expect(200)
    await t.as.matcher.post(offer.allocations, { quantity: 1, waitlist: true }).expect(409)
    await t.as.matcher.post(`${holder.path}/cancellation`).expect(200)
    expect(await statusOf(t, head.path)).toBe('waiting')
    const { body } = await t.as.partner.post(`${offer.path}/publication`).expect(200)
    expect(body).toMatchObject({ status: 'full', capacity: { reserved: 1 } })
    expect(await statusOf(t, head.path)).toBe('reserved')

    const next = await offer.reserve(1, { waitlist: true })
    await t.as.partner.post(`${offer.path}/closure`).expect(200)
    expect((await t.as.matcher.get(next.path)).body).toMatchObject({ status: 'cancelled', reason: expect.any(String) })
    // What is held stays, and goes on.
    await t.as.matcher.post(`${head.path}/confirmation`).expect(200)
    await t.as.matcher.post(offer.allocations, { quantity: 1 }).expect(409)
  })
})

describe('past the last day to apply', () => {
  test('nobody new joins the queue; those who came in time are served, and what is left is given out', async () => {
    await using t = await testApp()
    const offer = await offered(t, 2, { applyBy: '2025-04-30' })
    const holder = await offer.reserve(2, { holdMinutes: 30 * 24 * 60 })
    await t.as.matcher.post(`${holder.path}/confirmation`).expect(200)
    const [head, second] = [await offer.reserve(1, { waitlist: true }), await offer.reserve(1, { waitlist: true })]
    t.clock.now = new Date('2025-04-30T22:00:00.000Z') // the first of May, in Kungälv
    const { body } = await t.as.matcher.post(offer.allocations, { quantity: 1, waitlist: true }).expect(409)
    expect(body).toMatchObject({ waiting: 2, available: 0, detail: expect.stringContaining('2025-04-30') })
    expect(faultsOf({ body })).toEqual(['/waitlist past'])

    await t.as.matcher.post(`${holder.path}/cancellation`).expect(200)
    for (const { path } of [head, second]) {
      expect(await statusOf(t, path)).toBe('reserved')
      await t.as.matcher.post(`${path}/confirmation`).expect(200)
    }
    await t.as.matcher.post(`${head.path}/no-show`).expect(200)
    await offer.reserve(1, { waitlist: true })
    expect(await offer.places()).toBe('1/1/0/0')
  })
})

describe('more than there is money for', () => {
  test('is never waited for: it is refused, and sent home when the money goes', async () => {
    await using t = await testApp()
    const offer = await offered(t, 8, { capacity: { offered: 8, funded: 5 } })
    const { body } = await t.as.matcher.post(offer.allocations, { quantity: 8, waitlist: true }).expect(409)
    expect(faultsOf({ body })).toEqual(['/quantity not_enough'])
    expect(body.detail).toContain('5 in all')
    await offer.reserve(2)
    const [large, small] = [await offer.reserve(5, { waitlist: true }), await offer.reserve(2, { waitlist: true })]
    await t.as.partner.patch(offer.path, { capacity: { funded: 4 } }, '*').expect(200)
    expect((await t.as.matcher.get(large.path)).body).toMatchObject({
      status: 'cancelled',
      reason: 'Så många platser finns inte längre.',
    })
    expect(await statusOf(t, small.path)).toBe('reserved')
  })
})

describe('a reservation whose time is out', () => {
  test('is not confirmed, whether or not it has been swept away', async () => {
    await using t = await testApp()
    const offer = await offered(t, 1)
    const held = await offer.reserve(1, { holdMinutes: 10 })
    const head = await offer.reserve(1, { waitlist: true })
    later(t, 10)
    await t.as.matcher.post(`${held.path}/confirmation`).expect(409)
    expect(await statusOf(t, held.path)).toBe('reserved')
    expect(await expireDue(t.connection.db, t.clock.now)).toBe(1)
    expect((await t.as.matcher.get(held.path)).body).toMatchObject({
      status: 'expired',
      expiresAt: '2025-02-03T09:40:00.000Z',
    })
    expect((await t.as.matcher.get(head.path)).body).toMatchObject({
      status: 'reserved',
      expiresAt: '2025-02-10T09:40:00.000Z',
    })
    for (const act of ['confirmation', 'cancellation', 'start'])
      await t.as.matcher.post(`${held.path}/${act}`).expect(409)
    const { body: history } = await t.as.coordinator.get(`${held.path}/history`).expect(200)
    expect(history.items[0]).toMatchObject({ new: { status: 'expired' }, actor: { kind: 'system', name: 'expiry' } })
    expect(await expireDue(t.connection.db, t.clock.now)).toBe(0)
  })

  test('takes no place: not from the next who comes, and not from a partner who offers fewer', async () => {
    await using t = await testApp()
    const offer = await offered(t, 3)
    const gone = await offer.reserve(2, { holdMinutes: 1 })
    await offer.reserve(1)
    later(t, 1)
    expect((await offer.reserve(2, { holdMinutes: 1 })).status).toBe('reserved')
    expect(await statusOf(t, gone.path)).toBe('expired')
    await t.as.partner.patch(offer.path, { capacity: { offered: 1 } }, '*').expect(409)
    later(t, 1)
    const { body } = await t.as.partner.patch(offer.path, { capacity: { offered: 1 } }, '*').expect(200)
    expect(body).toMatchObject({ status: 'full', capacity: { offered: 1, reserved: 1, available: 0 } })
  })

  test('is swept away once, by however many at a time, while others come and go', async () => {
    await using t = await testApp()
    const offers = await Promise.all([3, 3, 3].map((places) => offered(t, places)))
    for (const offer of offers) {
      for (let i = 0; i < 3; i++) await offer.reserve(1, { holdMinutes: 5 })
      await offer.reserve(2, { waitlist: true })
    }
    later(t, 5)
    const sweeps = () => Promise.all([1, 2, 3, 4].map(() => expireDue(t.connection.db, t.clock.now)))
    const [ended] = await Promise.all([sweeps(), ...offers.map((offer) => offer.reserve(1))])
    // Those who came between have ended the rest.
    expect(ended.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(9)
    for (const offer of offers) expect(await offer.places()).toBe('3/0/0/0')
    const { rows } = await t.connection.pool.query('select status, count(*) from allocations group by 1 order by 1')
    expect(rows).toEqual([
      { status: 'expired', count: 9 },
      { status: 'reserved', count: 6 },
    ])
  })
})

describe('the contribution', () => {
  test('that is withdrawn cancels what is held and waited for, with its reason', async () => {
    await using t = await testApp()
    const offer = await offered(t, 4)
    const needId = await needOf(t, t.organisations.matcher)
    const done = await offer.reserve(1)
    for (const act of ['confirmation', 'start', 'completion'])
      await t.as.matcher.post(`${done.path}/${act}`).expect(200)
    const confirmed = await offer.reserve(1, { needId })
    await t.as.matcher.post(`${confirmed.path}/confirmation`).expect(200)
    const reserved = await offer.reserve(2, { needId })
    const waiting = await offer.reserve(1, { waitlist: true })
    await t.as.partner.post(`${offer.path}/withdrawal`).expect(422)
    const version = (await offer.now()).version
    const { body } = await t.as.partner.post(`${offer.path}/withdrawal`, { reason: 'Lagret flyttar.' }).expect(200)
    expect(body).toMatchObject({
      status: 'withdrawn',
      version: version + 1,
      capacity: { reserved: 0, filled: 1, completed: 1 },
    })
    for (const { path } of [confirmed, reserved, waiting]) {
      const { body: allocation } = await t.as.matcher.get(path).expect(200)
      expect(allocation).toMatchObject({ status: 'cancelled', reason: 'Lagret flyttar.' })
      expect(allocation).not.toHaveProperty('expiresAt')
    }
    expect(await statusOf(t, done.path)).toBe('completed')
    const { rows } = await t.connection.pool.query('select covered, status from needs')
    expect(rows).toEqual([{ covered: 0, status: 'open' }])
    const { body: again } = await t.as.partner.post(`${offer.path}/withdrawal`, { reason: 'Annat.' }).expect(200)
    expect(again).toEqual(body)
  })

  test('is not lowered below what is taken, and says by how much', async () => {
    await using t = await testApp()
    const offer = await offered(t, 5)
    const held = await offer.reserve(2)
    await offer.reserve(2)
    await t.as.matcher.post(`${held.path}/confirmation`).expect(200)
    const { body } = await t.as.partner.patch(offer.path, { capacity: { offered: 3, funded: 1 } }, 1).expect(409)
    expect(body.errors.map(({ detail }: { detail: string }) => detail)).toEqual([
      '4 are taken: offered cannot be 3, which is 1 too few.',
      '4 are taken: funded cannot be 1, which is 3 too few.',
    ])
    await t.as.partner.patch(offer.path, { capacity: { offered: 4 } }, 1).expect(200)
    expect((await offer.now()).status).toBe('full')
    const { body: history } = await t.as.coordinator.get(`${offer.path}/history`).expect(200)
    expect(history.items.map((item: { fields: string[] }) => item.fields)[0]).toEqual(['offered', 'status'])
  })

  test('gives out places while it is published and not over, to those who may know of it', async () => {
    await using t = await testApp()
    const states: [act: string, status: number, fields?: object][] = [
      ['', 404, { status: 'draft' }],
      ['pause', 409],
      ['closure', 409],
      ['withdrawal', 409],
    ]
    for (const [act, status, fields] of states) {
      const offer = await offered(t, 2, fields)
      if (act) await t.as.partner.post(`${offer.path}/${act}`).expect(200)
      for (const waitlist of [true, false]) {
        await t.as.matcher.post(offer.allocations, { quantity: 1, waitlist }).expect(status)
        await t.as.coordinator.post(offer.allocations, { quantity: 1, waitlist }).expect(409)
      }
    }
    const offer = await offered(t, 2)
    t.clock.now = new Date('2025-07-11T21:59:00.000Z') // 23:59 on the last day
    const held = await offer.reserve(1, { holdMinutes: 1 })
    const head = await offer.reserve(2, { waitlist: true })
    t.clock.now = new Date('2025-07-11T22:00:00.000Z')
    await t.as.matcher.post(offer.allocations, { quantity: 1 }).expect(409)
    await t.as.matcher.post(offer.allocations, { quantity: 1, waitlist: true }).expect(409)
    await expireDue(t.connection.db, t.clock.now)
    expect(await statusOf(t, held.path)).toBe('expired')
    expect(await statusOf(t, head.path)).toBe('waiting')

    await t.as.coordinator
      .patch(`/organisations/${t.organisations.partner}`, { visibility: 'internal' }, '*')
      .expect(200)
    await t.as.matcher.post(offer.allocations, { quantity: 1 }).expect(404)
    await t.as.matcher.get(offer.allocations).expect(404)
    await t.as.matcher.get(head.path).expect(200)
    expect(await countIn(t, 'allocations')).toBe(2)
  })
})

describe('a request', () => {
  test('that is malformed or says too much is refused, and is neither stored, echoed nor logged', async () => {
    await using t = await testApp()
    const offer = await offered(t, 5)
    const before = await countIn(t, 'changes')
    const malformed: [object, string][] = [
      [{}, '/quantity required'],
      [{ quantity: 0 }, '/quantity too_small'],
      [{ quantity: -1 }, '/quantity too_small'],
      [{ quantity: 1e9 }, '/quantity too_large'],
      [{ quantity: 1.5 }, '/quantity wrong_type'],
      [{ quantity: '1' }, '/quantity wrong_type'],
      [{ quantity: null }, '/quantity wrong_type'],
      [{ quantity: 1, holdMinutes: 0 }, '/holdMinutes too_small'],
      [{ quantity: 1, holdMinutes: 43_201 }, '/holdMinutes too_large'],
      [{ quantity: 1, needId: 'behov' }, '/needId wrong_format'],
      [{ quantity: 1, waitlist: 'true' }, '/waitlist wrong_type'],
      [{ quantity: 1, reference: '' }, '/reference empty'],
      [{ quantity: 1, reference: 'x'.repeat(101) }, '/reference too_long'],
      [{ quantity: 1, reference: 'a\u0000b' }, '/reference not_text'],
      [{ quantity: 1, status: 'reserved' }, '/status not_allowed'],
      [{ quantity: 1, matcherId: nobody }, '/matcherId unknown_field'],
    ]
    for (const [sent, fault] of malformed) {
      const { body } = await t.as.matcher.post(offer.allocations, sent).expect(400)
      expect(faultsOf({ body })).toEqual([fault])
    }
    await t.as.matcher.post('/contributions/inte-ett-id/allocations', { quantity: 1 }).expect(400)
    await t.as.matcher.post(`/contributions/${nobody}/allocations`, { quantity: 1 }).expect(404)

    const personal: [reference: string, code: string][] = [
      ['19991231-9994', 'personal_number'],
      ['elev 9912319994', 'personal_number'],
      ['test.testsson@prov.example', 'email'],
      ['070-000 00 00', 'phone_number'],
    ]
    for (const [reference, code] of personal) {
      const answer = await t.as.matcher.post(offer.allocations, { quantity: 99, reference, needId: nobody }).expect(422)
      expect(faultsOf(answer)).toEqual([`/reference ${code}`, '/needId unknown'])
      expect(answer.text).not.toContain(reference)
      expect(t.log.join()).not.toContain(reference)
    }
    expect(await countIn(t, 'changes')).toBe(before)
    const held = await offer.reserve(1, { reference: 'grupp 7, elev B' })
    const refused = await t.as.matcher.post(`${held.path}/cancellation`, { reason: 'Ring 070-000 00 00.' }).expect(422)
    expect(faultsOf(refused)).toEqual(['/reason phone_number'])
    expect(await statusOf(t, held.path)).toBe('reserved')
  })

  test('sent twice with one Idempotency-Key takes places once', async () => {
    await using t = await testApp()
    const offer = await offered(t, 2)
    const key = { 'idempotency-key': 'order-17' }
    const first = await t.as.matcher.post(offer.allocations, { quantity: 1 }, key).expect(201)
    const second = await t.as.matcher.post(offer.allocations, { quantity: 1 }, key).expect(201)
    expect(second.body).toEqual(first.body)
    expect(await offer.places()).toBe('1/0/0/1')
  })

  test('is for matchers and coordinators; each sees its own, and the offering organisation what is its offers’', async () => {
    await using t = await testApp()
    const other = await anotherMatcher(t)
    const offer = await offered(t, 5)
    const ours = await offer.reserve(1, { reference: 'A-1' })
    const theirs = await offer.reserve(2, { reference: 'B-1', waitlist: true }, other.caller)
    const acts = ['confirmation', 'start', 'completion', 'cancellation', 'no-show']
    for (const caller of [t.as.partner, t.as.otherPartner, t.as.reader]) {
      await caller.post(offer.allocations, { quantity: 1 }).expect(403)
      for (const act of acts) await caller.post(`${ours.path}/${act}`).expect(403)
    }
    for (const act of acts) await other.caller.post(`${ours.path}/${act}`).expect(404)
    for (const act of acts) await t.as.matcher.post(`/allocations/${nobody}/${act}`).expect(404)
    await t.as.public.post(offer.allocations, { quantity: 1 }).expect(401)
    for (const path of ['/allocations', ours.path, offer.allocations]) {
      await t.as.reader.get(path).expect(403)
      await t.as.public.get(path).expect(401)
    }
    const seen = async (caller: Caller) => {
      const { body } = await caller.get('/allocations?count=true&sort=createdAt').expect(200)
      const { body: nested } = await caller.get(`${offer.allocations}?count=true&sort=createdAt`).expect(200)
      expect(nested.items).toEqual(body.items)
      expect([nested.total, body.total]).toEqual([body.items.length, body.items.length])
      for (const item of body.items) {
        expect((await caller.get(item._links.self.href).expect(200)).body).toEqual(item)
      }
      return body.items.map((item: { matcher: object; reference?: string }) => item.reference ?? '-')
    }
    expect(await seen(t.as.coordinator)).toEqual(['A-1', 'B-1'])
    expect(await seen(t.as.matcher)).toEqual(['A-1'])
    expect(await seen(other.caller)).toEqual(['B-1'])
    expect(await seen(t.as.partner)).toEqual(['-', '-'])
    expect(await seen(t.as.otherPartner)).toEqual([])
    await t.as.matcher.get(theirs.path).expect(404)
    const [whole, narrow] = [await t.as.matcher.get(ours.path), await t.as.partner.get(ours.path)]
    expect(whole.headers.etag).not.toBe(narrow.headers.etag)

    // A matcher that itself offers sees what others have asked for, but does not decide on it.
    const key = { name: 'Partnern som matchare', role: 'matcher', organisationId: t.organisations.partner }
    const both = t.withKey((await t.as.coordinator.post('/api-keys', key).expect(201)).body.key)
    await both.post(`${ours.path}/cancellation`).expect(403)
    await t.as.coordinator.post(`${ours.path}/cancellation`).expect(200)
  })
})

describe('at the same time', () => {
  test('no more get places than there are, and each gets a clear answer', async () => {
    await using t = await testApp()
    const offer = await offered(t, 4)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? t.as.matcher : t.as.coordinator).post(offer.allocations, { quantity: 1 }),
      ),
    )
    expect(statusesOf(answers)).toEqual([...Array(4).fill(201), ...Array(16).fill(409)])
    expect(await offer.now()).toMatchObject({ status: 'full', capacity: { reserved: 4 } })
  })

  test('of a confirmation and a cancellation of one version, one wins', async () => {
    await using t = await testApp()
    const offer = await offered(t, 1)
    const held = await offer.reserve(1)
    const answers = await Promise.all(
      ['confirmation', 'cancellation'].map((act) =>
        t.as.matcher.call('post', `${held.path}/${act}`, { 'if-match': '"1"' }).send({}),
      ),
    )
    expect(statusesOf(answers)).toEqual([200, 412])
  })

  test('a place is not cancelled into two hands', async () => {
    await using t = await testApp()
    const offer = await offered(t, 1)
    const held = await offer.reserve(1)
    const head = await offer.reserve(1, { waitlist: true })
    const [cancelled, ...others] = await Promise.all([
      t.as.matcher.post(`${held.path}/cancellation`),
      ...Array.from({ length: 6 }, () => t.as.matcher.post(offer.allocations, { quantity: 1 })),
    ])
    expect(cancelled.status).toBe(200)
    expect(statusesOf(others)).toEqual(Array(6).fill(409))
    expect(await statusOf(t, head.path)).toBe('reserved')
  })
})

test('the list is filtered and sorted', async () => {
  await using t = await testApp()
  const other = await anotherMatcher(t)
  const [one, two] = [await offered(t, 5), await offered(t, 5)]
  const needId = await needOf(t, t.organisations.matcher)
  const first = await one.reserve(1, { reference: 'a' })
  later(t, 1)
  await two.reserve(5, { reference: 'b', needId })
  later(t, 1)
  await two.reserve(1, { reference: 'c', waitlist: true }, other.caller)
  later(t, 1)
  await t.as.matcher.post(`${first.path}/confirmation`).expect(200)
  const cases: [query: string, references: string][] = [
    ['', 'abc'],
    ['status=waiting', 'c'],
    ['status=waiting,confirmed', 'ac'],
    [`contributionId=${two.id}`, 'bc'],
    [`needId=${needId}`, 'b'],
    [`matcherId=${other.id}`, 'c'],
    [`matcherId=${other.id}&status=reserved`, ''],
    ['updatedAfter=2025-02-03T09:31:00Z', 'ac'],
  ]
  for (const [query, references] of cases) {
    const { body } = await t.as.coordinator.get(`/allocations?sort=createdAt&count=true&${query}`).expect(200)
    expect([query, body.items.map((item: { reference: string }) => item.reference).join(''), body.total]).toEqual([
      query,
      references,
      references.length,
    ])
  }
  const { body } = await t.as.coordinator.get('/allocations?sort=-updatedAt&fields=reference').expect(200)
  expect(body.items).toEqual([{ reference: 'a' }, { reference: 'c' }, { reference: 'b' }])
  for (const query of ['status=open', 'needId=x', 'sort=quantity', 'reference=a', 'limit=0']) {
    await t.as.coordinator.get(`/allocations?${query}`).expect(400)
  }
  await t.as.coordinator.get(`${two.allocations}?contributionId=${one.id}`).expect(400)
})
