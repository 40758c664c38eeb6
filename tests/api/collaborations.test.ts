import { sql } from 'drizzle-orm'
import pg from 'pg'
import type { Response } from 'supertest'
import { describe, expect, test, vi } from 'vitest'
import { prepareOccurrences } from '../../src/registry/collaborations/occurrences.commands.ts'
import { aSource } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03, a Monday. */
const cafe = { name: 'Torsdagskaféet (påhittat)', kind: 'meeting_place' }
const thursdays = { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00' }

async function registered(t: TestApp, fields: object = {}) {
  const { body } = await t.as.coordinator.post('/collaborations', { ...cafe, ...fields }).expect(201)
  return { ...body, path: `/collaborations/${body.id}` }
}
async function organisation(t: TestApp, name: string, fields: object = {}): Promise<string> {
  const { body } = await t.as.coordinator
    .post('/organisations', { name, kind: 'legal_entity', sector: 'civil_society', ...fields })
    .expect(201)
  return body.id
}
const rowsOf = async (t: TestApp, table: 'collaborations' | 'participants') =>
  (await t.connection.db.execute<{ count: number }>(sql`select count(*)::int as count from ${sql.identifier(table)}`))
    .rows[0]!.count
const ascending = (a: number, b: number) => a - b
const namesIn = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name)
const pointers = (body: { errors?: { pointer: string; code: string }[] }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)

describe('registering a collaboration', () => {
  test('Mötesplatsen, with three drivers and a supporter, Thursdays at 18, in one call', async () => {
    await using t = await testApp()
    const drivers = [
      await organisation(t, 'Ekumeniska provkyrkan (påhittad)', { sector: 'faith' }),
      await organisation(t, 'Barnens provförening (påhittad)'),
      await organisation(t, 'Provrörelsen för fred (påhittad)'),
    ]
    const supporter = await organisation(t, 'Provkommunen (påhittad)', { sector: 'municipality' })
    const sent = {
      name: 'Mötesplatsen',
      kind: 'meeting_place',
      purpose: 'Främja integration, språkutveckling och samhällsengagemang.',
      description: 'Att umgås, fika och prata svenska.',
      areas: ['arbete-och-sysselsattning', 'demokrati-och-civilsamhalle'],
      targetGroups: ['nyanlanda'],
      place: 'Församlingshemmet',
      activities: [
        'Språkträning genom teman',
        'Möten med samhällsaktörer',
        'Sång, bingo, bowling och matlagning',
        'Demokratiundervisning',
      ],
      staffing: [{ profession: 'värd', fullTimeEquivalents: 0.5 }, { profession: 'volontär' }],
      links: [{ title: 'Mer om kvällarna', url: 'https://motesplatsen.example/kvallar' }],
      plannedMonths: 24,
      tags: ['språkcafé'],
      sources: [aSource],
    }
    const answer = await t.as.coordinator
      .post('/collaborations', {
        ...sent,
        schedule: { rule: 'RRULE:FREQ=WEEKLY;BYDAY=TH', time: '18:00', minutes: 120 },
        participants: [
          { organisationId: supporter, role: 'supporter', sources: [aSource] },
          ...drivers.map((organisationId) => ({ organisationId, role: 'driver' })),
        ],
      })
      .expect(201)
    const { id } = answer.body
    const self = `/samhallskontraktet/v1/collaborations/${id}`
    expect(answer.headers.location).toBe(self)
    const party = (name: string, role: string, organisationId: string | undefined) => ({
      id: expect.stringMatching(/-7/),
      organisation: { id: organisationId, name },
      role,
    })
    const whole = {
      id,
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      ...sent,
      startedOnPrecision: 'unknown',
      endedOnPrecision: 'unknown',
      inferred: [],
      status: 'active',
      schedule: { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00', timeZone: 'Europe/Stockholm', minutes: 120 },
      participants: [
        party('Barnens provförening (påhittad)', 'driver', drivers[1]),
        party('Ekumeniska provkyrkan (påhittad)', 'driver', drivers[0]),
        party('Provrörelsen för fred (påhittad)', 'driver', drivers[2]),
        party('Provkommunen (påhittad)', 'supporter', supporter),
      ],
      needsConfirmation: false,
      nextOccurrences: [6, 13, 20, 27]
        .map((day) => `2025-02-${String(day).padStart(2, '0')}T17:00:00.000Z`)
        .concat('2025-03-06T17:00:00.000Z'),
      _links: { self: { href: self } },
    }
    expect(answer.body).toEqual(whole)
    expect((await t.as.public.get(self).expect(200)).body).toEqual(whole)
    expect((await t.as.reader.get('/collaborations').expect(200)).body.items).toEqual([whole])

    t.clock.now = new Date('2025-10-20T10:00:00Z')
    const { body: later } = await t.as.public.get(self).expect(200)
    expect(later.nextOccurrences).toEqual([
      '2025-10-23T16:00:00.000Z',
      '2025-10-30T17:00:00.000Z',
      '2025-11-06T17:00:00.000Z',
      '2025-11-13T17:00:00.000Z',
      '2025-11-20T17:00:00.000Z',
    ])
  })

  test('all that is wrong is told at once, and nothing is stored', async () => {
    await using t = await testApp()
    const { body } = await t.as.coordinator
      .post('/collaborations', {
        ...cafe,
        startedOn: '2024-09-05',
        startedOnPrecision: 'month',
        endedOnPrecision: 'year',
        areas: ['halsa', 'rymden'],
        targetGroups: ['nyanlanda', 'marsmanniskor'],
        schedule: { rule: 'FREQ=HOURLY', time: '18:00', timeZone: 'Mars/Olympus' },
        participants: [
          { organisationId: t.organisations.partner, role: 'driver' },
          { role: 'kapten' },
          {
            organisationId: t.organisations.partner,
            description: 'x',
            role: 'host',
            from: '2025-02-02',
            to: '2025-02-01',
          },
          { organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a99', role: 'host' },
        ],
      })
      .expect(422)
    expect(pointers(body)).toEqual([
      '/startedOn not_first_day',
      '/endedOn required',
      '/schedule/rule wrong_rule',
      '/schedule/timeZone unknown',
      '/areas/1 unknown',
      '/targetGroups/1 unknown',
      '/participants/1/organisationId required',
      '/participants/2/description not_allowed',
      '/participants/2/to before_start',
      '/participants/1/role unknown',
      '/participants/3/organisationId unknown',
    ])
    const twice = { organisationId: t.organisations.partner, role: 'driver' }
    const conflict = await t.as.coordinator
      .post('/collaborations', { ...cafe, participants: [twice, { ...twice, role: 'host' }, twice] })
      .expect(409)
    expect(pointers(conflict.body)).toEqual(['/participants/2/organisationId already_participates'])
    expect(await rowsOf(t, 'collaborations')).toBe(0)
    expect(await rowsOf(t, 'participants')).toBe(0)
  })

  test('malformed requests are refused', async () => {
    await using t = await testApp()
    const refused = async (fields: object, status: number, expected: string[]) => {
      const { body } = await t.as.coordinator.post('/collaborations', { ...cafe, ...fields }).expect(status)
      expect(pointers(body)).toEqual(expected)
    }
    await refused({ name: null }, 400, ['/name wrong_type'])
    await refused({ kind: 'Fest' }, 400, ['/kind wrong_format'])
    await refused({ kind: 'fest' }, 422, ['/kind unknown'])
    await refused({ startedOn: '2023-02-30' }, 400, ['/startedOn wrong_format'])
    await refused({ chair: 'Någon' }, 400, ['/chair unknown_field'])
    await refused({ schedule: { ...thursdays, time: '25:00' } }, 400, ['/schedule/time wrong_format'])
    await refused({ schedule: { ...thursdays, rule: `FREQ=WEEKLY;BYDAY=${'TH,'.repeat(100)}TH` } }, 400, [
      '/schedule/rule too_long',
    ])
    await refused({ schedule: { time: '18:00' } }, 400, ['/schedule/rule required'])
    await refused({ staffing: [{ profession: 'lärare', fullTimeEquivalents: -1 }] }, 400, [
      '/staffing/0/fullTimeEquivalents too_small',
    ])
    await refused({ links: [{ title: 'x', url: 'javascript:alert(1)' }] }, 400, ['/links/0/url wrong_format'])
    await refused({ schedule: { ...thursdays, rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } }, 422, [
      '/schedule/rule never_occurs',
    ])
    await refused({ schedule: { ...thursdays, rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH' } }, 422, ['/startedOn required'])
    await refused({ startedOn: '0001-01-01', schedule: { ...thursdays, rule: 'FREQ=YEARLY;COUNT=500' } }, 422, [
      '/schedule/rule wrong_rule',
    ])
    await refused({ startedOn: '2025-02-03', endedOn: '2025-02-02' }, 422, ['/endedOn before_start'])
    expect(await rowsOf(t, 'collaborations')).toBe(0)
    await refused({ startedOn: '2025-02-03', endedOn: '2025-01-01', endedOnPrecision: 'year' }, 201, [])
  })

  test('only a coordinator writes, and a repeated call makes one', async () => {
    await using t = await testApp()
    const { path, version } = await registered(t)
    for (const who of ['partner', 'matcher', 'reader', 'public'] as const) {
      const refused = who === 'public' ? 401 : 403
      await t.as[who].post('/collaborations', cafe).expect(refused)
      await t.as[who].patch(path, { place: 'Annan' }, version).expect(refused)
      await t.as[who].delete(path, version).expect(refused)
      await t.as[who].post(`${path}/ending`, { endedOn: '2025-01-01' }).expect(refused)
      await t.as[who].get(`${path}/history`).expect(refused)
    }
    const key = { 'idempotency-key': 'once' }
    const first = await t.as.coordinator.post('/collaborations', cafe, key).expect(201)
    const second = await t.as.coordinator.post('/collaborations', cafe, key).expect(201)
    expect(second.body.id).toBe(first.body.id)
    expect(await rowsOf(t, 'collaborations')).toBe(2)
  })
})

describe('changing a collaboration', () => {
  test('a schedule that earlier rules took stays while it is not changed', async () => {
    await using t = await testApp()
    const { path, id } = await registered(t, { schedule: thursdays })
    await t.connection.pool.query(`update collaborations set schedule_time_zone = 'CET' where id = $1`, [id])
    await t.as.coordinator.patch(path, { place: 'Torget' }, '*').expect(200)
    const { body } = await t.as.coordinator.patch(path, { schedule: { time: '17:30' } }, '*').expect(422)
    expect(pointers(body)).toEqual(['/schedule/timeZone unknown'])
  })

  test('a merge patch changes what it names, down into the schedule', async () => {
    await using t = await testApp()
    const { path } = await registered(t, { schedule: { ...thursdays, minutes: 90 }, place: 'Torget', purpose: 'Fika.' })
    const { body: moved } = await t.as.coordinator
      .patch(
        path,
        {
          schedule: { time: '17:30', minutes: null },
          place: null,
          startedOn: '2024-01-01',
          startedOnPrecision: 'year',
        },
        1,
      )
      .expect(200)
    expect(moved).toMatchObject({
      version: 2,
      purpose: 'Fika.',
      startedOn: '2024-01-01',
      startedOnPrecision: 'year',
      schedule: { rule: thursdays.rule, time: '17:30', timeZone: 'Europe/Stockholm' },
    })
    expect(moved).not.toHaveProperty('place')
    expect(moved.schedule).not.toHaveProperty('minutes')
    expect(moved.nextOccurrences[0]).toBe('2025-02-06T16:30:00.000Z')

    const { body: undated } = await t.as.coordinator.patch(path, { startedOn: null, schedule: null }, 2).expect(200)
    expect(undated).toMatchObject({ startedOnPrecision: 'unknown', nextOccurrences: [] })
    expect(undated).not.toHaveProperty('schedule')
    const { body: half } = await t.as.coordinator.patch(path, { schedule: { minutes: 60 } }, 3).expect(422)
    expect(pointers(half)).toEqual(['/schedule/rule required', '/schedule/time required'])
    const { body: dated } = await t.as.coordinator.patch(path, { startedOn: '2024-09-05' }, 3).expect(200)
    expect(dated.startedOnPrecision).toBe('day')
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items.map(({ operation }: { operation: string }) => operation)).toEqual([
      'update',
      'update',
      'update',
      'insert',
    ])
  })

  test('a code that has gone out of use stays where it is and is taken up nowhere', async () => {
    await using t = await testApp()
    const { path } = await registered(t, { areas: ['halsa'], targetGroups: ['aldre'] })
    await t.connection.db.execute(sql`update areas set ended_on = '2025-01-01' where code in ('halsa', 'boende')`)
    await t.connection.db.execute(
      sql`update target_groups set ended_on = '2025-01-01' where code in ('aldre', 'ungdomar')`,
    )
    await t.as.coordinator.patch(path, { areas: ['trygghet', 'halsa'], targetGroups: ['aldre'] }, 1).expect(200)
    const { body } = await t.as.coordinator
      .patch(path, { areas: ['halsa', 'boende'], targetGroups: ['aldre', 'ungdomar'] }, 2)
      .expect(422)
    expect(pointers(body)).toEqual(['/areas/1 unknown', '/targetGroups/1 unknown'])
  })

  test('two writers with one ETag: one wins', async () => {
    await using t = await testApp()
    const { path } = await registered(t)
    const { headers } = await t.as.coordinator.get(path).expect(200)
    const answers = await Promise.all(
      ['Norr', 'Söder'].map((place) => t.as.coordinator.patch(path, { place }, headers.etag!)),
    )
    expect(answers.map(({ status }) => status).toSorted(ascending)).toEqual([200, 412])
    await t.as.coordinator.call('patch', path).send({ place: 'Öster' }).expect(428)
    await t.as.coordinator.patch('/collaborations/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a99', { place: 'x' }, 1).expect(404)
    await t.as.coordinator.get('/collaborations/ingen').expect(400)
  })

  test('the ETag follows those who take part and the clock, and a writer needs the version only', async () => {
    await using t = await testApp()
    const { path } = await registered(t, { schedule: thursdays })
    const etag = async () => (await t.as.public.get(path).expect(200)).headers.etag!
    const first = await etag()
    await t.as.public.get(path, { 'if-none-match': first }).expect(304)
    await t.as.coordinator
      .post(`${path}/participants`, { organisationId: t.organisations.partner, role: 'driver' })
      .expect(201)
    const second = await etag()
    expect(second).not.toBe(first)
    t.clock.now = new Date('2025-02-07T00:00:00Z')
    expect(await etag()).not.toBe(second)
    await t.as.coordinator.patch(path, { place: 'Torget' }, first).expect(200)
  })
})

describe('the life of a collaboration', () => {
  test('from an idea to its end, and up again', async () => {
    await using t = await testApp()
    const { path } = await registered(t, { status: 'idea', schedule: thursdays })
    const become = (status: string, version: number, more = {}) =>
      t.as.coordinator.patch(path, { status, ...more }, version)
    const idea = await t.as.coordinator.get(path).expect(200)
    expect(idea.body.nextOccurrences).toEqual([])
    expect(pointers((await become('active', 1).expect(409)).body)).toEqual(['/status wrong_order'])
    expect((await become('planned', 1).expect(200)).body.nextOccurrences).toHaveLength(5)
    await become('active', 2).expect(200)
    expect((await become('paused', 3).expect(200)).body.nextOccurrences).toEqual([])
    await become('active', 4).expect(200)
    const direct = await become('ended', 5).expect(422)
    expect(direct.body).toMatchObject({
      errors: [{ pointer: '/status', code: 'not_allowed' }],
      detail: expect.stringContaining('/ending'),
    })

    const end = (body: object) => t.as.coordinator.post(`${path}/ending`, body)
    expect(pointers((await end({ endedOn: '2025-02-04' }).expect(422)).body)).toEqual(['/endedOn future'])
    expect(pointers((await end({ endedOn: '2025-01-15', endedOnPrecision: 'month' }).expect(422)).body)).toEqual([
      '/endedOn not_first_day',
    ])
    const { body: ended } = await end({ endedOn: '2025-01-01', endedOnPrecision: 'month' }).expect(200)
    expect(ended).toMatchObject({
      status: 'ended',
      endedOn: '2025-01-01',
      endedOnPrecision: 'month',
      version: 6,
      nextOccurrences: [],
    })
    expect((await end({ endedOn: '2025-01-01', endedOnPrecision: 'month' }).expect(200)).body).toEqual(ended)
    expect(pointers((await end({ endedOn: '2025-01-02' }).expect(409)).body)).toEqual(['/endedOn already_ended'])
    await t.as.coordinator.patch(path, { status: 'ended', purpose: 'Rättat.' }, 6).expect(200)

    await become('paused', 7).expect(409)
    const again = await become('active', 7, { endedOn: null }).expect(422)
    expect(pointers(again.body)).toEqual(['/status takes_correction'])
    const taken = await t.as.coordinator
      .post(`${path}/correction`, { status: 'active', reason: 'Togs upp igen.' })
      .expect(200)
    expect(taken.body).toMatchObject({ status: 'active', endedOnPrecision: 'unknown', version: 8 })
    expect(taken.body.nextOccurrences).toHaveLength(5)
  })

  test('its end is corrected, with a reason that stands in the log', async () => {
    await using t = await testApp()
    const { path } = await registered(t, { startedOn: '2024-09-05' })
    const correct = (body: object) =>
      t.as.coordinator.post(`${path}/correction`, { reason: 'Fel i protokollet.', ...body })
    await correct({ endedOn: '2025-01-15' }).expect(409)
    await t.as.coordinator.post(`${path}/ending`, { endedOn: '2025-01-31' }).expect(200)
    const patched = await t.as.coordinator.patch(path, { endedOn: '2025-01-15' }, 2).expect(422)
    expect(pointers(patched.body)).toEqual(['/endedOn takes_correction'])
    for (const [body, faults] of [
      [{}, [' required']],
      [{ endedOn: '2024-09-04' }, ['/endedOn before_start']],
      [{ endedOn: '2025-02-04' }, ['/endedOn future']],
      [{ endedOn: '2025-01-15', endedOnPrecision: 'month' }, ['/endedOn not_first_day']],
      [{ status: 'active', endedOn: '2025-01-15' }, ['/endedOn not_allowed']],
      [{ endedOn: '2025-01-15', reason: 'Ring 0303-23 80 00, tel 070-123 45 67.' }, ['/reason phone_number']],
    ] as const) {
      expect(pointers((await correct(body).expect(422)).body)).toEqual(faults)
    }
    await t.as.coordinator.post(`${path}/correction`, { endedOn: '2025-01-15' }).expect(400)
    await t.as.partner.post(`${path}/correction`, { endedOn: '2025-01-15', reason: 'Nej' }).expect(403)
    await t.as.coordinator
      .post(`${path}/correction`, { endedOn: '2025-01-15', reason: 'Nej' }, { 'if-match': '"1"' })
      .expect(412)
    const { body } = await correct({ endedOn: '2025-01-01', endedOnPrecision: 'month' }).expect(200)
    expect(body).toMatchObject({ status: 'ended', endedOn: '2025-01-01', endedOnPrecision: 'month', version: 3 })
    expect((await correct({ endedOn: '2025-01-01', endedOnPrecision: 'month' }).expect(200)).body).toEqual(body)
    expect((await correct({ endedOn: null }).expect(200)).body).toMatchObject({ endedOnPrecision: 'unknown' })
    expect((await correct({ status: 'active' }).expect(200)).body).toMatchObject({ status: 'active', version: 5 })
    expect((await correct({ status: 'active' }).expect(200)).body.version).toBe(5)
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items.map((item: { reason?: string }) => item.reason)).toEqual([
      'Fel i protokollet.',
      'Fel i protokollet.',
      'Fel i protokollet.',
      undefined,
      undefined,
    ])
  })

  test('starts are shown up to the planned end', async () => {
    await using t = await testApp()
    const { body } = await t.as.coordinator
      .post('/collaborations', { ...cafe, schedule: thursdays, endedOn: '2025-02-01', endedOnPrecision: 'month' })
      .expect(201)
    expect(body.nextOccurrences).toHaveLength(4)
  })

  test('it is removed when nothing refers to it, and what does is named', async () => {
    await using t = await testApp()
    const { id, path } = await registered(t, { participants: [{ description: 'Näringslivet', role: 'partner' }] })
    await t.as.coordinator
      .post('/contributions', {
        organisationId: t.organisations.partner,
        type: 'lokal',
        title: 'Salen (påhittad)',
        capacity: { offered: 1 },
        collaborationId: id,
      })
      .expect(201)
    const { body } = await t.as.coordinator.delete(path, 1).expect(409)
    expect(body.detail).toContain('contributions (1), participants (1)')
    const { id: lonely } = await registered(t)
    await t.as.coordinator.delete(`/collaborations/${lonely}`, 7).expect(412)
    await t.as.coordinator.delete(`/collaborations/${lonely}`, 1).expect(204)
    await t.as.coordinator.get(`/collaborations/${lonely}`).expect(404)
    expect((await t.as.coordinator.get(`/collaborations/${lonely}/history`).expect(200)).body.items).toHaveLength(2)
  })
})

describe('who sees a collaboration', () => {
  test('an idea is seen by coordinators and by those who take part in it', async () => {
    await using t = await testApp()
    const { path } = await registered(t, {
      status: 'idea',
      participants: [{ organisationId: t.organisations.partner, role: 'initiator' }],
    })
    for (const who of ['public', 'reader', 'otherPartner', 'matcher'] as const) {
      await t.as[who].get(path).expect(404)
      await t.as[who].get(`${path}/participants`).expect(404)
      expect((await t.as[who].get('/collaborations?count=true').expect(200)).body).toMatchObject({
        items: [],
        total: 0,
      })
    }
    for (const who of ['coordinator', 'partner'] as const) {
      const { body } = await t.as[who].get(path).expect(200)
      await t.as[who].get(`${path}/participants/${body.participants[0].id}`).expect(200)
      expect((await t.as[who].get('/collaborations?count=true').expect(200)).body.total).toBe(1)
    }
    await t.as.public.get(`${path}/participants/${(await t.as.partner.get(path)).body.participants[0].id}`).expect(404)
  })

  test('an internal organisation takes part unseen, also by filters', async () => {
    await using t = await testApp()
    const { otherPartner } = t.organisations
    await t.as.coordinator.patch(`/organisations/${otherPartner}`, { visibility: 'internal' }, 1).expect(200)
    const { path } = await registered(t, {
      participants: [
        { organisationId: otherPartner, role: 'funder' },
        { description: 'Näringslivet', role: 'partner' },
      ],
    })
    const seen = async (who: 'public' | 'partner' | 'otherPartner' | 'coordinator') => ({
      shown: (await t.as[who].get(path).expect(200)).body.participants.length,
      listed: (await t.as[who].get(`${path}/participants?count=true`).expect(200)).body.total,
      found: (await t.as[who].get(`/collaborations?organisationId=${otherPartner}`).expect(200)).body.items.length,
      byRole: (await t.as[who].get('/collaborations?role=funder').expect(200)).body.items.length,
    })
    expect(await seen('public')).toEqual({ shown: 1, listed: 1, found: 0, byRole: 0 })
    expect(await seen('partner')).toEqual({ shown: 1, listed: 1, found: 0, byRole: 0 })
    expect(await seen('otherPartner')).toEqual({ shown: 2, listed: 2, found: 1, byRole: 1 })
    expect(await seen('coordinator')).toEqual({ shown: 2, listed: 2, found: 1, byRole: 1 })
    const { body } = await t.as.coordinator.get(`${path}/participants?role=funder`).expect(200)
    await t.as.public.get(`${path}/participants/${body.items[0].id}`).expect(404)
  })
})

describe('finding collaborations', () => {
  test('by words, kind, status, area, target group, tag and who takes part', async () => {
    await using t = await testApp()
    const { partner, otherPartner } = t.organisations
    await registered(t, {
      name: 'Åkerkaféet',
      areas: ['halsa', 'trygghet'],
      tags: ['fika'],
      purpose: 'Praktikplatser och samtal.',
    })
    await registered(t, {
      name: 'Jobbspåret',
      kind: 'job_track',
      status: 'planned',
      targetGroups: ['nyanlanda'],
      participants: [
        { organisationId: partner, role: 'driver' },
        { organisationId: otherPartner, role: 'host', to: '2025-01-31' },
      ],
    })
    await registered(t, {
      name: 'Öppna dörren',
      areas: ['boende'],
      tags: ['fika', 'kväll'],
      participants: [{ organisationId: otherPartner, role: 'driver' }],
    })
    await registered(t, { name: 'Zebrastigen', status: 'paused' })
    const found = async (query: string) => namesIn((await t.as.public.get(`/collaborations?${query}`).expect(200)).body)
    expect(await found('')).toEqual(['Jobbspåret', 'Zebrastigen', 'Åkerkaféet', 'Öppna dörren'])
    expect(await found('q=praktikplats')).toEqual(['Åkerkaféet'])
    expect(await found('kind=job_track')).toEqual(['Jobbspåret'])
    expect(await found('status=planned,paused')).toEqual(['Jobbspåret', 'Zebrastigen'])
    expect(await found('area=trygghet,boende')).toEqual(['Åkerkaféet', 'Öppna dörren'])
    expect(await found('targetGroup=nyanlanda')).toEqual(['Jobbspåret'])
    expect(await found('tag=fika&area=boende')).toEqual(['Öppna dörren'])
    expect(await found(`organisationId=${partner}`)).toEqual(['Jobbspåret'])
    expect(await found(`organisationId=${otherPartner}`)).toEqual(['Öppna dörren'])
    // Since when it does is not known: not since before it was registered.
    expect(await found(`organisationId=${otherPartner}&asOf=2025-02-03`)).toEqual(['Öppna dörren'])
    expect(await found(`organisationId=${otherPartner}&asOf=2025-01-31`)).toEqual([])
    expect(await found(`organisationId=${otherPartner},${partner}`)).toEqual(['Jobbspåret', 'Öppna dörren'])
    expect(await found(`organisationId=${otherPartner}&role=host`)).toEqual([])
    expect(await found('role=driver')).toEqual(['Jobbspåret', 'Öppna dörren'])
    expect(await found('sort=-name&limit=2')).toEqual(['Öppna dörren', 'Åkerkaféet'])
    expect(await found('fields=name&kind=job_track')).toEqual(['Jobbspåret'])
    await t.as.public.get('/collaborations?organisationId=ingen').expect(400)
    await t.as.public.get('/collaborations?owner=x').expect(400)
    await t.as.public.get('/collaborations?sort=place').expect(400)
  })

  test('by the day on which it ran', async () => {
    await using t = await testApp()
    await registered(t, {
      name: 'A',
      startedOn: '2022-01-01',
      startedOnPrecision: 'year',
      endedOn: '2024-01-01',
      endedOnPrecision: 'year',
    })
    await registered(t, { name: 'B', startedOn: '2024-06-15' })
    await registered(t, { name: 'C' })
    await registered(t, { name: 'D', status: 'planned' })
    await registered(t, { name: 'E', status: 'ended' })
    await registered(t, { name: 'F', status: 'ended', endedOn: '2017-01-01', endedOnPrecision: 'year' })
    const ran = async (asOf: string) =>
      namesIn((await t.as.public.get(`/collaborations?asOf=${asOf}`).expect(200)).body)
    expect(await ran('2017-12-31')).toEqual(['F'])
    expect(await ran('2021-12-31')).toEqual([])
    expect(await ran('2024-06-14')).toEqual(['A'])
    expect(await ran('2024-12-31')).toEqual(['A', 'B'])
    expect(await ran('2025-01-01')).toEqual(['B'])
    expect(await ran('2025-02-03')).toEqual(['B', 'C'])
    const walked: string[] = []
    for (let next: string | undefined = '/collaborations?sort=startedOn&limit=2'; next;) {
      const { body }: Response = await t.as.public.get(next).expect(200)
      walked.push(...namesIn(body))
      next = body._links.next?.href
    }
    expect(walked).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
  })

  test('a page of 200 with schedules and participants is one question', async () => {
    await using t = await testApp()
    await t.connection.db
      .execute(sql`insert into collaborations (name, kind, schedule_rule, schedule_time, schedule_time_zone)
      select 'Serie ' || i, 'network', 'FREQ=WEEKLY;BYDAY=TH', lpad((i % 24)::text, 2, '0') || ':00', 'Europe/Stockholm' from generate_series(1, 200) i`)
    await t.connection.db.execute(sql`insert into participants (collaboration_id, organisation_id, role)
      select c.id, o.id, 'partner' from collaborations c, organisations o`)
    await prepareOccurrences(t.service.db, t.clock.now)
    await t.as.public.get('/collaborations?limit=200').expect(200)
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    const { body } = await t.as.public.get('/collaborations?limit=200').expect(200)
    const statements = asked.mock.calls.length
    asked.mockRestore()
    // What the ETag is made of, and the page.
    expect(statements).toBe(2)
    expect(body.items).toHaveLength(200)
    expect(body.items[199]).toMatchObject({
      participants: [{}, {}, {}],
      nextOccurrences: [{}, {}, {}, {}, {}].map(() => expect.any(String)),
    })
  })
})
