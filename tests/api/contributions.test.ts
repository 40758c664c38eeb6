import { sql } from 'drizzle-orm'
import type { Response } from 'supertest'
import { describe, expect, test } from 'vitest'
import { organisations } from '../../src/registry/organisations/table.ts'
import { takesPart } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const summerJob = {
  type: 'feriejobb',
  title: 'Sommarjobb på lagret (påhittat)',
  description: 'Plocka och packa.',
  areas: ['arbete-och-sysselsattning'],
  startsOn: '2025-06-16',
  endsOn: '2025-07-11',
  applyBy: '2025-04-30',
  capacity: { offered: 8 },
  externalReference: 'sommar-2025-lager',
  status: 'published',
}
const { externalReference: _, ...anOffer } = summerJob
const aDraft = { type: 'praktikplats', title: 'Praktik (påhittad)', capacity: { offered: 1 } }

/** An offer of the partner's, as it was answered. */
async function offered(t: TestApp, fields: object = {}) {
  const { body } = await t.as.partner.post('/contributions', { ...anOffer, ...fields }).expect(201)
  return { ...body, path: `/contributions/${body.id}` }
}

/** Takes places as allocations do, past them. */
const take = (t: TestApp, id: string, reserved: number, filled: number) =>
  t.connection.db.execute(sql`update contributions set reserved = ${reserved}, filled = ${filled} where id = ${id}`)

const rowsOf = async (t: TestApp) =>
  (await t.connection.db.execute<{ count: number }>(sql`select count(*)::int as count from contributions`)).rows[0]!
    .count
const ascending = (a: number, b: number) => a - b
const pointers = (body: { errors?: { pointer: string; code: string }[] }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)

describe('offering', () => {
  test('a partner offers summer jobs, and others find them by type and period', async () => {
    await using t = await testApp()
    const answer = await t.as.partner
      .post('/contributions', { organisationId: t.organisations.partner, ...summerJob })
      .expect(201)
    const { id } = answer.body
    const self = `/samhallskontraktet/v1/contributions/${id}`
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      organisation: { id: t.organisations.partner, name: 'Provpartnern (påhittad)' },
      ...summerJob,
      targetGroups: [],
      languages: [],
      sources: [],
      inferred: [],
      capacity: { offered: 8, funded: null, reserved: 0, filled: 0, completed: 0, available: 8 },
      publishedAt: '2025-02-03T09:30:00.000Z',
      enteredLater: false,
      _links: { self: { href: self } },
    })
    expect(answer.headers.location).toBe(self)
    await t.as.partner.get(self).expect(200).expect('etag', answer.headers.etag!)
    await t.as.partner.get(self, { 'if-none-match': answer.headers.etag! }).expect(304)

    await offered(t, { startsOn: '2025-05-31', title: 'Börjar för tidigt (påhittat)' })
    await offered(t, { endsOn: '2025-09-01', title: 'Slutar för sent (påhittat)' })
    await offered(t, { startsOn: '2025-06-09', title: 'En vecka tidigare (påhittat)' })
    await offered(t, { status: 'draft', title: 'Inte publicerat (påhittat)' })
    await offered(t, { type: 'praktikplats', title: 'Av annan typ (påhittat)' })
    const query = 'type=feriejobb&status=published&startsAfter=2025-06-01&endsBefore=2025-08-31&sort=startsOn&limit=50'
    const { body } = await t.as.reader.get(`/contributions?${query}`).expect(200)
    expect(body.items.map((item: { title: string }) => item.title)).toEqual([
      'En vecka tidigare (påhittat)',
      summerJob.title,
    ])
    expect(body.items[1]).toMatchObject({
      id,
      version: 1,
      organisation: { id: t.organisations.partner, name: 'Provpartnern (påhittad)' },
      capacity: { offered: 8, funded: null, reserved: 0, filled: 0, withheld: ['completed'], available: 8 },
    })
    expect(body._links.next).toBeUndefined()

    const { body: history } = await t.as.coordinator.get(`${self}/history`).expect(200)
    expect(history.items).toMatchObject([
      { operation: 'insert', version: 1, actor: { role: 'partner' }, new: { offered: 8 } },
    ])
    await t.as.partner.get(`${self}/history`).expect(403)
  })

  test('needs only type, title and places, and is a draft until it is published', async () => {
    await using t = await testApp()
    const { body } = await t.as.partner.post('/contributions', aDraft).expect(201)
    expect(body).toMatchObject({ status: 'draft', organisation: { id: t.organisations.partner } })
    expect(body.publishedAt).toBeUndefined()
    // Nothing funded: full from the start, and open as soon as there is money.
    const { body: unfunded } = await t.as.coordinator
      .post('/contributions', {
        ...anOffer,
        organisationId: t.organisations.otherPartner,
        capacity: { offered: 4, funded: 0 },
      })
      .expect(201)
    expect(unfunded).toMatchObject({ status: 'full', capacity: { available: 0 } })
    const { body: funded } = await t.as.coordinator
      .patch(`/contributions/${unfunded.id}`, { capacity: { funded: 3 } }, 1)
      .expect(200)
    expect(funded).toMatchObject({ status: 'published', capacity: { offered: 4, funded: 3, available: 3 } })
    const { body: unknown } = await t.as.coordinator
      .patch(`/contributions/${unfunded.id}`, { capacity: { funded: null } }, 2)
      .expect(200)
    expect(unknown.capacity).toMatchObject({ offered: 4, funded: null, available: 4 })
  })

  test('is refused with all faults at once, and nothing is stored', async () => {
    await using t = await testApp()
    const bad = {
      ...anOffer,
      type: 'extratjanst',
      areas: ['arbete-och-sysselsattning', 'finns-inte'],
      targetGroups: ['finns_inte'],
      languages: ['sv', 'xx'],
      startsOn: '2025-01-31',
      endsOn: '2025-01-30',
      applyBy: '2025-02-01',
      collaborationId: t.organisations.partner,
      supervisorContactId: t.organisations.partner,
    }
    const { body } = await t.as.partner.post('/contributions', bad).expect(422)
    expect(pointers(body)).toEqual([
      '/endsOn before_start',
      '/applyBy after_end',
      '/languages/1 unknown',
      '/type unknown',
      '/areas/1 unknown',
      '/targetGroups/0 unknown',
      '/collaborationId unknown',
      '/supervisorContactId unknown',
    ])
    const { body: nobody } = await t.as.coordinator
      .post('/contributions', { ...anOffer, type: 'finns_inte' })
      .expect(422)
    expect(pointers(nobody)).toEqual(['/organisationId required', '/type unknown'])
    const { body: unknown } = await t.as.coordinator
      .post('/contributions', { ...anOffer, organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10' })
      .expect(422)
    expect(pointers(unknown)).toEqual(['/organisationId unknown'])

    const malformed: [object, string][] = [
      [{ ...anOffer, capacity: { offered: 0 } }, '/capacity/offered too_small'],
      [{ ...anOffer, capacity: { offered: -1 } }, '/capacity/offered too_small'],
      [{ ...anOffer, capacity: { offered: 1.5 } }, '/capacity/offered wrong_type'],
      [{ ...anOffer, capacity: { offered: 1e9 } }, '/capacity/offered too_large'],
      [{ ...anOffer, capacity: { offered: '8' } }, '/capacity/offered wrong_type'],
      [{ ...anOffer, capacity: { offered: 8, filled: 3 } }, '/capacity/filled unknown_field'],
      [{ ...anOffer, capacity: { funded: 3 } }, '/capacity/offered required'],
      [{ ...anOffer, capacity: { offered: 8, funded: -1 } }, '/capacity/funded too_small'],
      [{ ...anOffer, title: '   ' }, '/title empty'],
      [{ ...anOffer, title: 'å'.repeat(201) }, '/title too_long'],
      [{ ...anOffer, title: null }, '/title wrong_type'],
      [{ ...anOffer, title: 'a\u0000b' }, '/title not_text'],
      [{ ...anOffer, startsOn: '2025-02-30' }, '/startsOn wrong_format'],
      [{ ...anOffer, status: 'closed' }, '/status not_allowed'],
      [{ ...anOffer, languages: ['S1'] }, '/languages/0 wrong_format'],
      [{ ...anOffer, areas: ['x', 'x'] }, '/areas repeated'],
      [{ ...anOffer, filled: 3 }, '/filled unknown_field'],
      [{ ...anOffer, organisationId: 'min egen' }, '/organisationId wrong_format'],
    ]
    for (const [sent, fault] of malformed) {
      const { body: answer } = await t.as.partner.post('/contributions', sent).expect(400)
      expect(pointers(answer)).toEqual([fault])
    }
    await t.as.partner.post('/contributions', { ...anOffer, organisationId: t.organisations.otherPartner }).expect(403)
    await t.as.reader.post('/contributions', anOffer).expect(403)
    await t.as.public.post('/contributions', anOffer).expect(401)
    expect(await rowsOf(t)).toBe(0)
  })

  test('nothing is offered for an organisation that has ceased', async () => {
    await using t = await testApp()
    const draft = await offered(t, { status: 'draft' })
    await t.connection.db.update(organisations).set({ endedOn: '2025-02-03' })
    const { body } = await t.as.partner.post('/contributions', anOffer).expect(422)
    expect(pointers(body)).toEqual(['/organisationId ended'])
    await t.as.partner.post(`${draft.path}/publication`).expect(422)
  })

  test('is part of no collaboration that its organisation may not know of, unless a coordinator has put it there', async () => {
    await using t = await testApp()
    const { body: idea } = await t.as.coordinator
      .post('/collaborations', { name: 'Idén (påhittad)', kind: 'network', status: 'idea' })
      .expect(201)
    const refused = await t.as.partner.post('/contributions', { ...anOffer, collaborationId: idea.id }).expect(422)
    expect(pointers(refused.body)).toEqual(['/collaborationId unknown'])
    const { path } = await offered(t)
    await t.as.partner.patch(path, { collaborationId: idea.id }, 1).expect(422)
    await t.as.coordinator.patch(path, { collaborationId: idea.id }, 1).expect(200)
    await t.as.partner.patch(path, { areas: [] }, 2).expect(200)
    await t.as.coordinator
      .post(`/collaborations/${idea.id}/participants`, { organisationId: t.organisations.partner, role: 'driver' })
      .expect(201)
    await t.as.partner.post('/contributions', { ...anOffer, collaborationId: idea.id }).expect(201)
  })

  test('is part of a collaboration, with a supervisor of its own organisation', async () => {
    await using t = await testApp()
    const one = async (statement: ReturnType<typeof sql>) =>
      (await t.connection.db.execute<{ id: string }>(statement)).rows[0]!.id
    const collaborationId = await one(
      sql`insert into collaborations (name, kind) values ('Spåret (påhittat)', 'job_track') returning id`,
    )
    const contactOf = (id: string) =>
      one(sql`insert into contacts (organisation_id, name, role) values (${id}, 'Påhittad', 'supervisor') returning id`)
    const [ours, theirs] = [await contactOf(t.organisations.partner), await contactOf(t.organisations.otherPartner)]

    const refused = await t.as.partner
      .post('/contributions', { ...anOffer, collaborationId, supervisorContactId: theirs })
      .expect(422)
    expect(pointers(refused.body)).toEqual(['/collaborationId not_allowed', '/supervisorContactId unknown'])
    await takesPart(t, collaborationId)
    const { path } = await offered(t, { collaborationId, supervisorContactId: ours, externalReference: 'intern' })
    for (const caller of [t.as.partner, t.as.coordinator]) {
      const { body } = await caller.get(path).expect(200)
      expect(body).toMatchObject({ collaborationId, supervisorContactId: ours, externalReference: 'intern' })
    }
    for (const caller of [t.as.otherPartner, t.as.matcher, t.as.reader, t.as.public]) {
      const { body } = await caller.get(path).expect(200)
      expect(body.collaborationId).toBe(collaborationId)
      expect(body).not.toHaveProperty('supervisorContactId')
      expect(body).not.toHaveProperty('externalReference')
    }
    await t.as.partner.patch(path, { supervisorContactId: theirs }, 1).expect(422)
    const { body } = await t.as.partner.patch(path, { supervisorContactId: null, collaborationId: null }, 1).expect(200)
    expect(body).not.toHaveProperty('supervisorContactId')
    expect(body).not.toHaveProperty('collaborationId')
  })
})

describe('offering again under the same reference', () => {
  test('changes what is sent, publishes a draft, and never un-publishes', async () => {
    await using t = await testApp()
    const { body: first } = await t.as.partner.post('/contributions', { ...summerJob, status: 'draft' }).expect(201)
    const { body: same } = await t.as.partner.post('/contributions', { ...summerJob, status: 'draft' }).expect(200)
    expect(same).toEqual(first)
    const again = await t.as.partner
      .post('/contributions', {
        type: 'feriejobb',
        title: 'Nytt namn (påhittat)',
        capacity: { offered: 9 },
        externalReference: 'sommar-2025-lager',
        status: 'published',
      })
      .expect(200)
    expect(again.body).toMatchObject({
      id: first.id,
      version: 2,
      status: 'published',
      title: 'Nytt namn (påhittat)',
      description: 'Plocka och packa.',
      capacity: { offered: 9 },
    })
    const { body: never } = await t.as.partner.post('/contributions', { ...summerJob, status: 'draft' }).expect(409)
    expect(pointers(never)).toEqual(['/status not_allowed'])
    const { status: _s, ...unasked } = summerJob
    const { body: still } = await t.as.partner.post('/contributions', unasked).expect(200)
    expect(still).toMatchObject({ version: 3, status: 'published', title: summerJob.title })

    // What holds for a change holds here.
    const { body: type } = await t.as.partner.post('/contributions', { ...summerJob, type: 'praktikplats' }).expect(409)
    expect(pointers(type)).toEqual(['/type not_allowed'])
    await take(t, first.id, 3, 2)
    const { body: low } = await t.as.partner
      .post('/contributions', { ...summerJob, capacity: { offered: 4 } })
      .expect(409)
    expect(pointers(low)).toEqual(['/capacity/offered below_taken'])
    await t.as.partner.post(`/contributions/${first.id}/pause`).expect(200)
    // It says what becomes of the state that is asked for, and does nothing by half.
    const { body: paused } = await t.as.partner.post('/contributions', { ...summerJob, place: 'Nol' }).expect(409)
    expect(pointers(paused)).toEqual(['/status not_allowed'])
    expect(paused.detail).toContain('POST /contributions/{contributionId}/publication')
    const { body: changed } = await t.as.partner.post('/contributions', { ...unasked, place: 'Ytterby' }).expect(200)
    expect(changed).toMatchObject({ status: 'paused', place: 'Ytterby' })

    // The same reference of another organisation is another contribution; a coordinator reaches both.
    const { body: other } = await t.as.otherPartner.post('/contributions', summerJob).expect(201)
    const { body: reached } = await t.as.coordinator
      .post('/contributions', { ...summerJob, organisationId: t.organisations.otherPartner, place: 'Kungälv' })
      .expect(200)
    expect(reached).toMatchObject({ id: other.id, place: 'Kungälv', version: 2 })
    await t.as.otherPartner.post('/contributions', { ...anOffer, externalReference: 'höst' }).expect(201)
    const { body: taken } = await t.as.otherPartner
      .patch(`/contributions/${other.id}`, { externalReference: 'höst' }, 2)
      .expect(409)
    expect(pointers(taken)).toEqual(['/externalReference taken'])
    expect(await rowsOf(t)).toBe(3)
  })

  test('at once makes one row: one 201, the others 200', async () => {
    await using t = await testApp()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (__, i) =>
        t.as.partner.post('/contributions', { ...summerJob, capacity: { offered: i + 1 } }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted(ascending)).toEqual([200, 200, 200, 200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await rowsOf(t)).toBe(1)
  })

  test('an Idempotency-Key answers the same again, and refuses another body', async () => {
    await using t = await testApp()
    const key = { 'idempotency-key': 'sommar-1' }
    const first = await t.as.partner.post('/contributions', anOffer, key).expect(201)
    const second = await t.as.partner.post('/contributions', anOffer, key).expect(201)
    expect(second.body).toEqual(first.body)
    expect(second.headers.location).toBe(first.headers.location)
    expect(second.headers.etag).toBe(first.headers.etag)
    await t.as.partner.post('/contributions', { ...anOffer, title: 'Annat (påhittat)' }, key).expect(422)
    expect(await rowsOf(t)).toBe(1)
  })
})

describe('changing', () => {
  test('what is sent changes, null clears, and the status has its own operations', async () => {
    await using t = await testApp()
    const { path } = await offered(t, { languages: ['sv', 'uk'], hours: 'Heltid', requirements: 'Inga.' })
    const { body } = await t.as.partner
      .patch(path, { description: null, hours: null, place: 'Kungälv', languages: [], capacity: { offered: 10 } }, 1)
      .expect(200)
    expect(body).toMatchObject({
      version: 2,
      place: 'Kungälv',
      languages: [],
      requirements: 'Inga.',
      capacity: { offered: 10, available: 10 },
    })
    expect(body).not.toHaveProperty('description')
    expect(body).not.toHaveProperty('hours')
    const { body: same } = await t.as.partner.patch(path, { place: 'Kungälv' }, 2).expect(200)
    expect(same.version).toBe(2)

    for (const refused of [
      { status: 'closed' },
      { organisationId: t.organisations.partner },
      { title: null },
      { areas: null },
      { capacity: null },
      { capacity: {} },
      { capacity: { offered: null } },
      { capacity: { reserved: 1 } },
      {},
    ]) {
      await t.as.partner.patch(path, refused, 2).expect(400)
    }
    const { body: acts } = await t.as.partner.patch(path, { status: 'closed' }, 2).expect(400)
    expect(acts.detail).toBe(
      'status is not changed here but by POST .../publication, POST .../pause, POST .../closure, POST .../withdrawal.',
    )
    const wrong = { startsOn: '2025-08-01', areas: ['finns-inte'], languages: ['xx'] }
    const { body: faults } = await t.as.partner.patch(path, wrong, 2).expect(422)
    expect(pointers(faults)).toEqual(['/endsOn before_start', '/languages/0 unknown', '/areas/0 unknown'])
    await t.as.partner.patch(path, { type: 'praktikplats' }, 2).expect(409)
    await t.as.partner
      .get(path)
      .expect(200)
      .expect(({ body: now }) => expect(now.version).toBe(2))

    const draft = await t.as.partner.post('/contributions', aDraft).expect(201)
    const { body: retyped } = await t.as.partner
      .patch(`/contributions/${draft.body.id}`, { type: 'prao' }, 1)
      .expect(200)
    expect(retyped.type).toBe('prao')
  })

  test('terms that have ended stay where they are, and are taken for nothing new', async () => {
    await using t = await testApp()
    const draft = await offered(t, { status: 'draft' })
    const { path } = await offered(t)
    await t.connection.db.execute(sql`update contribution_types set ended_on = '2025-02-03' where code = 'feriejobb'`)
    await t.connection.db.execute(
      sql`update areas set ended_on = '2025-02-03' where code = 'arbete-och-sysselsattning'`,
    )
    await t.as.partner
      .patch(
        path,
        { title: 'Ny titel (påhittad)', areas: ['arbete-och-sysselsattning'], targetGroups: ['ungdomar'] },
        1,
      )
      .expect(200)
    const { body } = await t.as.partner.post(`${draft.path}/publication`).expect(422)
    expect(pointers(body)).toEqual(['/type unknown'])
  })

  test('places are not lowered below what is taken, and the answer says by how much', async () => {
    await using t = await testApp()
    const { id, path } = await offered(t)
    await take(t, id, 3, 4)
    const { body } = await t.as.partner.patch(path, { capacity: { offered: 5, funded: 6 } }, 1).expect(409)
    expect(pointers(body)).toEqual(['/capacity/offered below_taken', '/capacity/funded below_taken'])
    expect(body.errors.map((error: { detail: string }) => error.detail)).toEqual([
      '7 are taken: offered cannot be 5, which is 2 too few.',
      '7 are taken: funded cannot be 6, which is 1 too few.',
    ])
    const { body: full } = await t.as.partner.patch(path, { capacity: { offered: 7 } }, 1).expect(200)
    expect(full).toMatchObject({ status: 'full', capacity: { available: 0 } })
    const { body: more } = await t.as.partner.patch(path, { capacity: { offered: 9 } }, 2).expect(200)
    expect(more).toMatchObject({ status: 'published', capacity: { available: 2 } })
    await t.as.partner
      .get('/contributions?available=true')
      .expect(({ body: list }) => expect(list.items).toHaveLength(1))
    await t.as.partner
      .get('/contributions?available=false')
      .expect(({ body: list }) => expect(list.items).toHaveLength(0))
  })

  test('what is available is what can be had now, and a list that says so grows old with the day', async () => {
    await using t = await testApp()
    const open = await offered(t, { title: 'A' })
    await offered(t, { title: 'B', applyBy: '2025-02-03' })
    await offered(t, { title: 'C', applyBy: '2025-02-02' })
    const closed = await offered(t, { title: 'E' })
    await t.as.partner.post(`${closed.path}/closure`).expect(200)
    const queued = await offered(t, { title: 'F', capacity: { offered: 2 } })
    await t.as.matcher.post(`${queued.path}/allocations`, { quantity: 1 }).expect(201)
    await t.as.matcher.post(`${queued.path}/allocations`, { quantity: 2, waitlist: true }).expect(201)
    const titles = async (query: string) => {
      const { body } = await t.as.public.get(`/contributions?sort=title&count=true&${query}`).expect(200)
      expect(body.total).toBe(body.items.length)
      return body.items.map((item: { title: string }) => item.title).join('')
    }
    expect(await titles('available=true')).toBe('AB')
    expect(await titles('available=false')).toBe('CEF')
    const { headers } = await t.as.public.get('/contributions?available=true').expect(200)
    const known = { 'if-none-match': headers.etag! }
    await t.as.public.get('/contributions?available=true', known).expect(304)
    t.clock.now = new Date('2025-02-03T23:30:00.000Z') // the fourth, in Kungälv
    const { body: tomorrow } = await t.as.public.get('/contributions?available=true', known).expect(200)
    expect(tomorrow.items.map((item: { id: string }) => item.id)).toEqual([open.id])
  })

  test('of two who change the same version one wins', async () => {
    await using t = await testApp()
    const { path } = await offered(t)
    const answers = await Promise.all([
      t.as.partner.patch(path, { title: 'Den ena (påhittad)' }, 1),
      t.as.coordinator.patch(path, { title: 'Den andra (påhittad)' }, 1),
    ])
    expect(answers.map(({ status }) => status).toSorted(ascending)).toEqual([200, 412])
    const loser = answers.find(({ status }) => status === 412)!.body
    expect(loser).toMatchObject({ currentVersion: 2, changedFields: ['title'] })
    const winner = answers.find(({ status }) => status === 200)!.body
    await t.as.partner.get(path).expect(({ body }) => expect(body).toMatchObject({ version: 2, title: winner.title }))
    await t.as.partner.call('patch', path).send({ title: 'Utan version' }).expect(428)
  })

  test('is for the organisation itself and coordinators; what is not shown is not there', async () => {
    await using t = await testApp()
    const visible = await offered(t)
    const draft = await offered(t, { status: 'draft' })
    const writes = (path: string) => [
      () => t.as.otherPartner.patch(path, { title: 'Kapad (påhittad)' }, 1),
      () => t.as.otherPartner.delete(path, 1),
      () => t.as.otherPartner.post(`${path}/publication`),
      () => t.as.otherPartner.post(`${path}/pause`),
      () => t.as.otherPartner.post(`${path}/closure`),
      () => t.as.otherPartner.post(`${path}/withdrawal`, { reason: 'Kapad.' }),
    ]
    for (const write of writes(visible.path)) await write().expect(403)
    for (const write of writes(draft.path)) await write().expect(404)
    for (const write of writes('/contributions/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10')) await write().expect(404)
    await t.as.matcher.patch(visible.path, { title: 'Kapad (påhittad)' }, 1).expect(403)
    await t.as.public.post(`${visible.path}/closure`).expect(401)
    await t.as.coordinator.post(`${visible.path}/closure`).expect(200)
    await t.as.coordinator.patch(draft.path, { title: 'Rättad (påhittad)' }, 1).expect(200)
    await t.as.partner.get('/contributions/inte-ett-id').expect(400)
  })
})

describe('the life of a contribution', () => {
  test('draft, published, paused, published, closed, reopened, withdrawn: each once, however often it is asked for', async () => {
    await using t = await testApp()
    const { path } = await offered(t, { status: 'draft' })
    const twice = async (act: string, status: string, version: number, body: object = {}) => {
      const { body: first } = await t.as.partner.post(`${path}/${act}`, body).expect(200)
      expect(first).toMatchObject({ status, version })
      const { body: second } = await t.as.partner.post(`${path}/${act}`, body).expect(200)
      expect(second).toEqual(first)
      return first
    }
    for (const act of ['pause', 'closure', 'withdrawal']) await t.as.partner.post(`${path}/${act}`).expect(409)
    const { publishedAt } = await twice('publication', 'published', 2)
    t.clock.now = new Date('2025-03-01T12:00:00.000Z')
    await twice('pause', 'paused', 3)
    expect((await twice('publication', 'published', 4)).publishedAt).toBe(publishedAt)
    await twice('closure', 'closed', 5)
    await t.as.partner.post(`${path}/pause`).expect(409)
    await twice('publication', 'published', 6)
    expect((await twice('withdrawal', 'withdrawn', 7, { reason: 'Lagret flyttar.' })).withdrawalReason).toBe(
      'Lagret flyttar.',
    )
    for (const act of ['publication', 'pause', 'closure']) await t.as.partner.post(`${path}/${act}`).expect(409)
    await t.as.partner.patch(path, { title: 'För sent (påhittad)' }, 7).expect(409)
    await t.as.coordinator.patch(path, { title: 'Rättad (påhittad)' }, 7).expect(200)
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items.map((item: { new: { status?: string } }) => item.new.status)).toEqual([
      undefined,
      'withdrawn',
      'published',
      'closed',
      'published',
      'paused',
      'published',
      'draft',
    ])
  })

  test('what is over is not published again, by the day in Kungälv', async () => {
    await using t = await testApp()
    const draft = await offered(t, { status: 'draft' })
    const { path } = await offered(t)
    await t.as.partner.post(`${path}/closure`).expect(200)
    t.clock.now = new Date('2025-07-11T21:59:00.000Z') // 23:59 on the last day
    await t.as.partner.post(`${path}/publication`).expect(200)
    await t.as.partner.post(`${path}/closure`).expect(200)
    t.clock.now = new Date('2025-07-11T22:00:00.000Z')
    const { body } = await t.as.partner.post(`${path}/publication`).expect(422)
    expect(pointers(body)).toEqual(['/endsOn past'])
    // What was offered in a year gone by can be registered all the same.
    await t.as.partner.post(`${draft.path}/publication`).expect(200)
    await t.as.partner.post('/contributions', { ...anOffer, externalReference: 'i-efterhand' }).expect(201)
    // Its words may still be corrected.
    await t.as.partner.patch(path, { title: 'Rättad (påhittad)' }, 4).expect(200)
  })

  test('withdrawing with places taken needs a reason', async () => {
    await using t = await testApp()
    const { id, path } = await offered(t)
    await take(t, id, 1, 2)
    const { body } = await t.as.partner.post(`${path}/withdrawal`).expect(422)
    expect(pointers(body)).toEqual(['/reason required'])
    await t.as.partner.post(`${path}/withdrawal`, { reason: '  ' }).expect(400)
    await t.as.partner.get(path).expect(({ body: now }) => expect(now.status).toBe('published'))
    await t.as.partner.post(`${path}/withdrawal`, { reason: 'Lagret flyttar.' }).expect(200)
    const empty = await offered(t)
    await t.as.partner.post(`${empty.path}/withdrawal`).expect(200)
  })

  test('a full one is paused and published again as full', async () => {
    await using t = await testApp()
    const { id, path } = await offered(t, { capacity: { offered: 2 } })
    await take(t, id, 0, 2)
    await t.as.partner.post(`${path}/pause`).expect(200)
    await t.as.partner.post(`${path}/publication`).expect(({ body }) => expect(body.status).toBe('full'))
  })

  test('a draft is removed; anything else is withdrawn instead', async () => {
    await using t = await testApp()
    const draft = await offered(t, { status: 'draft' })
    await t.as.partner.call('delete', draft.path).expect(428)
    await t.as.partner.delete(draft.path, 7).expect(412)
    await t.as.partner.delete(draft.path, 1).expect(204)
    await t.as.partner.get(draft.path).expect(404)
    const { path } = await offered(t)
    const { body } = await t.as.partner.delete(path, 1).expect(409)
    expect(body.detail).toContain('withdrawal')
  })
})

describe('who sees what', () => {
  test('drafts, pauses and withdrawals, and what internal organisations offer', async () => {
    await using t = await testApp()
    const states: Record<string, string> = {
      draft: '',
      published: 'publication',
      paused: 'pause',
      closed: 'closure',
      withdrawn: 'withdrawal',
    }
    for (const [title, act] of Object.entries(states)) {
      const { path } = await offered(t, { title, status: title === 'draft' ? 'draft' : 'published' })
      if (act) await t.as.partner.post(`${path}/${act}`).expect(200)
    }
    const seen = async (caller: TestApp['as']['partner']) => {
      const { body } = await caller.get('/contributions?sort=createdAt&count=true').expect(200)
      expect(body.total).toBe(body.items.length)
      for (const { _links } of body.items) await caller.get(_links.self.href).expect(200)
      return body.items.map((item: { title: string }) => item.title)
    }
    const everything = Object.keys(states)
    expect(await seen(t.as.coordinator)).toEqual(everything)
    expect(await seen(t.as.partner)).toEqual(everything)
    expect(await seen(t.as.reader)).toEqual(everything.slice(1))
    expect(await seen(t.as.matcher)).toEqual(everything.slice(1))
    expect(await seen(t.as.otherPartner)).toEqual(['published', 'closed'])
    expect(await seen(t.as.public)).toEqual(['published', 'closed'])

    const { body } = await t.as.partner.get('/contributions?status=draft').expect(200)
    for (const caller of [t.as.otherPartner, t.as.matcher, t.as.reader, t.as.public]) {
      await caller.get(`/contributions/${body.items[0].id}`).expect(404)
      await caller.get('/contributions?status=draft').expect(({ body: list }) => expect(list.items).toEqual([]))
    }
    await t.as.coordinator.patch(`/organisations/${t.organisations.partner}`, { visibility: 'internal' }, 1).expect(200)
    expect(await seen(t.as.coordinator)).toEqual(everything)
    expect(await seen(t.as.partner)).toEqual(everything)
    for (const caller of [t.as.otherPartner, t.as.matcher, t.as.reader, t.as.public])
      expect(await seen(caller)).toEqual([])
  })

  test('a reference is found by those who are shown it', async () => {
    await using t = await testApp()
    await offered(t, { externalReference: 'hemlig' })
    const found = async (caller: TestApp['as']['partner']) =>
      (await caller.get('/contributions?externalReference=hemlig&count=true').expect(200)).body.total
    expect(await found(t.as.partner)).toBe(1)
    expect(await found(t.as.coordinator)).toBe(1)
    for (const caller of [t.as.otherPartner, t.as.matcher, t.as.reader, t.as.public])
      expect(await found(caller)).toBe(0)
  })

  test('an answer that shows more, or another name, is another answer', async () => {
    await using t = await testApp()
    const { path } = await offered(t, { externalReference: 'hemlig' })
    const { headers: open } = await t.as.public.get(path)
    const { headers: own } = await t.as.partner.get(path)
    expect(own.etag).not.toBe(open.etag)
    await t.as.coordinator
      .patch(`/organisations/${t.organisations.partner}`, { name: 'Nytt namn (påhittat)' }, 1)
      .expect(200)
    const { body } = await t.as.public.get(path, { 'if-none-match': open.etag! }).expect(200)
    expect(body.organisation.name).toBe('Nytt namn (påhittat)')
    await t.as.partner.patch(path, { place: 'Kungälv' }, own.etag!).expect(200)
  })

  test('an answer names a collaboration from when it may be known, also to who has the answer of before', async () => {
    await using t = await testApp()
    const idea = { name: 'Idén (påhittad)', kind: 'network', status: 'idea' }
    const { body: collaboration } = await t.as.coordinator.post('/collaborations', idea).expect(201)
    const { path } = await offered(t)
    await t.as.coordinator.patch(path, { collaborationId: collaboration.id }, 1).expect(200)
    const { headers, body: before } = await t.as.public.get(path).expect(200)
    expect(before.collaborationId).toBeUndefined()
    await t.as.coordinator.patch(`/collaborations/${collaboration.id}`, { status: 'planned' }, 1).expect(200)
    const { body } = await t.as.public.get(path, { 'if-none-match': headers.etag! }).expect(200)
    expect(body).toMatchObject({ version: before.version, collaborationId: collaboration.id })
  })
})

describe('finding', () => {
  test('by every filter, and by several', async () => {
    await using t = await testApp()
    const { rows } = await t.connection.db.execute<{ id: string }>(
      sql`insert into collaborations (name, kind) values ('Spåret (påhittat)', 'job_track') returning id`,
    )
    const collaborationId = rows[0]!.id
    await takesPart(t, collaborationId)
    const { updatedAt } = await offered(t, {
      title: 'A',
      languages: ['sv'],
      targetGroups: ['ungdomar'],
      collaborationId,
    })
    t.clock.now = new Date('2025-02-03T10:00:00.000Z')
    await offered(t, {
      title: 'B',
      type: 'praktikplats',
      areas: [],
      languages: ['uk', 'ar'],
      startsOn: '2025-03-01',
      endsOn: '2025-03-31',
      applyBy: '2025-02-10',
    })
    t.clock.now = new Date('2025-02-03T11:00:00.000Z')
    const open = {
      type: 'mentorskap',
      title: 'C öppen insats',
      areas: ['trygghet'],
      targetGroups: ['nyanlanda'],
      capacity: { offered: 1, funded: 0 },
      status: 'published',
    }
    const { rows: known } = await t.connection.db.execute<{ code: string }>(
      sql`select code from areas where code <> 'arbete-och-sysselsattning' order by number limit 1`,
    )
    await t.as.otherPartner.post('/contributions', { ...open, areas: [known[0]!.code] }).expect(201)
    await t.connection.db.execute(
      sql`update organisations set sector = 'faith' where id = ${t.organisations.otherPartner}`,
    )
    const cases: [string, string[]][] = [
      ['', ['A', 'B', 'C öppen insats']],
      ['type=feriejobb', ['A']],
      ['type=feriejobb,praktikplats', ['A', 'B']],
      ['type=feriejobb&type=mentorskap', ['A', 'C öppen insats']],
      ['type=finns_inte', []],
      ['status=full', ['C öppen insats']],
      [`organisationId=${t.organisations.partner}`, ['A', 'B']],
      [`collaborationId=${collaborationId}`, ['A']],
      ['area=arbete-och-sysselsattning', ['A']],
      [`area=arbete-och-sysselsattning,${known[0]!.code}`, ['A', 'C öppen insats']],
      ['targetGroup=nyanlanda', ['C öppen insats']],
      ['language=uk,sv', ['A', 'B']],
      ['sector=faith', ['C öppen insats']],
      ['sector=business&language=ar', ['B']],
      ['startsAfter=2025-03-01', ['A', 'B']],
      ['startsAfter=2025-03-02', ['A']],
      ['startsBefore=2025-03-01', ['B']],
      ['endsAfter=2025-07-11', ['A']],
      ['endsBefore=2025-07-11', ['A', 'B']],
      ['endsBefore=2025-07-10', ['B']],
      ['applyAfter=2025-02-10', ['A', 'B', 'C öppen insats']],
      ['applyAfter=2025-02-11', ['A', 'C öppen insats']],
      ['applyAfter=2025-05-01', ['C öppen insats']],
      ['available=true', ['A', 'B']],
      ['available=false', ['C öppen insats']],
      ['q=oppen%20insatsen', ['C öppen insats']],
      ['q=plocka', ['A', 'B']],
      [`updatedAfter=${updatedAt}`, ['B', 'C öppen insats']],
    ]
    for (const [query, titles] of cases) {
      const { body } = await t.as.public.get(`/contributions?sort=title&count=true&${query}`).expect(200)
      expect([query, body.items.map((item: { title: string }) => item.title), body.total]).toEqual([
        query,
        titles,
        titles.length,
      ])
    }
    for (const query of [
      'onDay=2025-01-01',
      'startsAfter=2025-02-30',
      'status=open',
      'available=maybe',
      'sort=places',
      'limit=0',
      'limit=100000',
      'language=svenska',
      'organisationId=x',
      'fields=secret',
    ]) {
      await t.as.public.get(`/contributions?${query}`).expect(400)
    }
    const orders: Record<string, string> = {
      startsOn: 'BAC',
      '-startsOn': 'CAB',
      applyBy: 'BAC',
      title: 'ABC',
      '-title': 'CBA',
      organisation: 'C(AB|BA)',
      createdAt: 'ABC',
      '-updatedAt': 'CBA',
    }
    for (const [sort, wanted] of Object.entries(orders)) {
      const { body } = await t.as.public.get(`/contributions?sort=${sort}`).expect(200)
      expect(`${sort}: ${body.items.map((item: { title: string }) => item.title[0]).join('')}`).toMatch(
        RegExp(`^${sort}: ${wanted}$`),
      )
    }
    const { body: narrow } = await t.as.public.get('/contributions?fields=title,capacity&type=feriejobb').expect(200)
    expect(narrow.items).toEqual([
      {
        title: 'A',
        capacity: { offered: 8, funded: null, reserved: 0, filled: 0, withheld: ['completed'], available: 8 },
      },
    ])
  })

  test('a walk by cursor loses and doubles no row while others are added', async () => {
    await using t = await testApp()
    const add = (from: number, count: number) =>
      t.connection.db
        .execute(sql`insert into contributions (organisation_id, type, title, starts_on, apply_by, offered, status, published_at)
        select ${t.organisations.partner}, 'feriejobb', 'Nr ' || n, case when n % 3 > 0 then date '2025-06-01' + n % 5 end,
          case when n % 4 > 0 then date '2025-04-01' + n % 3 end, 1, 'published', now()
        from generate_series(${from}::int, ${from + count - 1}::int) n`)
    await add(1, 60)
    const { body: before } = await t.as.public.get('/contributions?limit=200').expect(200)
    const ids = before.items.map((item: { id: string }) => item.id)
    expect(ids).toHaveLength(60)
    let added = 100
    for (const sort of ['startsOn', '-startsOn', 'applyBy', '-title', 'organisation', '-createdAt', 'updatedAt']) {
      const walked: string[] = []
      let next: string | undefined = `/contributions?sort=${sort}&limit=7&type=feriejobb`
      while (next) {
        const { body }: Response = await t.as.public.get(next).expect(200)
        walked.push(...body.items.map((item: { id: string }) => item.id))
        next = body._links.next?.href
        await add((added += 10), 2)
      }
      expect(new Set(walked).size, sort).toBe(walked.length)
      expect(
        ids.filter((id: string) => !walked.includes(id)),
        sort,
      ).toEqual([])
    }
  })

  test('a cursor that was bent, or belongs to another list, is refused', async () => {
    await using t = await testApp()
    for (const title of ['A', 'B', 'C']) await offered(t, { title })
    const { body } = await t.as.public.get('/contributions?sort=startsOn&limit=1').expect(200)
    const cursor = new URL(body._links.next.href, t.url).searchParams.get('cursor')!
    await t.as.public.get(`/contributions?sort=startsOn&limit=2&cursor=${cursor}`).expect(200)
    const bent = [`${cursor.slice(0, -3)}AAA`, cursor.slice(1), 'x', Buffer.from('[1,2]').toString('base64url')]
    for (const wrong of bent) await t.as.public.get(`/contributions?sort=startsOn&cursor=${wrong}`).expect(400)
    await t.as.public.get(`/contributions?sort=title&cursor=${cursor}`).expect(400)
    await t.as.public.get(`/contributions?sort=startsOn&type=prao&cursor=${cursor}`).expect(400)
    await t.as.public.get(`/contributions?sort=startsOn&page=2&cursor=${cursor}`).expect(400)
  })
})

describe('Postgres itself', () => {
  test('refuses what the commands refuse, whoever writes', async () => {
    await using t = await testApp()
    const { id } = await offered(t, { capacity: { offered: 20, funded: 18 } })
    const refusals: [string, string][] = [
      ['filled = 19', 'contributions_never_overbooked'],
      ['reserved = 10, filled = 9', 'contributions_never_overbooked'],
      ['funded = null, reserved = 11, filled = 10', 'contributions_never_overbooked'],
      ['offered = 0', 'contributions_offered_positive'],
      ['funded = -1', 'contributions_funded_not_negative'],
      ['reserved = -1', 'contributions_reserved_not_negative'],
      ['filled = 1, reserved = -1', 'contributions_reserved_not_negative'],
      ['completed = 1', 'contributions_completed_were_filled'],
      ['completed = -1', 'contributions_completed_were_filled'],
      ["ends_on = '2025-06-15', apply_by = null", 'contributions_period_order'],
      ["apply_by = '2025-07-12'", 'contributions_apply_before_end'],
      ["filled = 1, status = 'withdrawn'", 'contributions_withdrawal_reason_given'],
      ["status = 'open'", 'contributions_status_known'],
      ['published_at = null', 'contributions_published_at_known'],
      ["title = ''", 'contributions_title_given'],
      ["areas = '{finns-inte}'", 'contributions_areas_known'],
      ["target_groups = '{finns_inte}'", 'contributions_target_groups_known'],
      ["type = 'finns_inte'", 'contributions_type_contribution_types_code_fk'],
    ]
    for (const [set, constraint] of refusals) {
      const refused = await t.connection.pool.query(`update contributions set ${set} where id = $1`, [id]).then(
        () => 'accepted',
        (error: { constraint?: string }) => error.constraint,
      )
      expect([set, refused]).toEqual([set, constraint])
    }
    await t.connection.db.execute(
      sql`update contributions set reserved = 9, filled = 9, completed = 9 where id = ${id}`,
    )
    const { rows } = await t.connection.db.execute(sql`select version, filled from contributions where id = ${id}`)
    expect(rows).toEqual([{ version: 2, filled: 9 }])
  })
})
