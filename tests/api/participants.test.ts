import { sql } from 'drizzle-orm'
import type { Response } from 'supertest'
import { describe, expect, test } from 'vitest'
import { aSource } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
async function collaboration(t: TestApp, fields: object = {}): Promise<string> {
  const { body } = await t.as.coordinator
    .post('/collaborations', { name: 'Provsamarbetet (påhittat)', kind: 'network', ...fields })
    .expect(201)
  return `/collaborations/${body.id}`
}
const rows = async (t: TestApp) =>
  (await t.connection.db.execute<{ count: number }>(sql`select count(*)::int as count from participants`)).rows[0]!
    .count
const ascending = (a: number, b: number) => a - b
const pointers = (body: { errors?: { pointer: string; code: string }[] }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)

describe('taking part', () => {
  test('an organisation joins, changes its role, leaves, and comes back', async () => {
    await using t = await testApp()
    const path = await collaboration(t)
    const { partner: organisationId } = t.organisations
    const joined = await t.as.coordinator
      .post(`${path}/participants`, {
        organisationId,
        role: 'partner',
        from: '2024-01-01',
        sources: [aSource],
      })
      .expect(201)
    const one = joined.headers.location!
    expect(joined.body).toEqual({
      id: joined.body.id,
      version: 1,
      createdAt: '2025-02-03T09:30:00.000Z',
      updatedAt: '2025-02-03T09:30:00.000Z',
      collaborationId: path.split('/')[2],
      organisation: { id: organisationId, name: 'Provpartnern (påhittad)' },
      role: 'partner',
      from: '2024-01-01',
      fromPrecision: 'day',
      sources: [aSource],
      inferred: [],
      _links: { self: { href: one } },
    })
    const { headers } = await t.as.public.get(one).expect(200)
    expect(headers.etag).toBe(joined.headers.etag)

    await t.as.coordinator.patch(one, { role: 'driver' }, headers.etag!).expect(200)
    const { body: left } = await t.as.coordinator.patch(one, { to: '2025-02-02' }, 2).expect(200)
    expect(left).toMatchObject({ to: '2025-02-02', version: 3 })
    expect((await t.as.public.get(path).expect(200)).body.participants).toEqual([])
    expect((await t.as.public.get(`${path}?asOf=2025-02-02`).expect(200)).body.participants).toMatchObject([
      { role: 'driver', to: '2025-02-02' },
    ])
    await t.as.coordinator
      .post(`${path}/participants`, { organisationId, role: 'driver', from: '2025-02-03' })
      .expect(201)
    const again = await t.as.coordinator.post(`${one}/correction`, { to: null, reason: 'Fel.' }).expect(409)
    expect(pointers(again.body)).toEqual(['/organisationId already_participates'])
    const { body: history } = await t.as.coordinator.get(`${one}/history`).expect(200)
    expect(history.items.map(({ fields }: { fields: string[] }) => fields[0])).toEqual([
      'toDay',
      'role',
      'collaborationId',
    ])
  })

  test('somebody without a name is described, and may get a name later', async () => {
    await using t = await testApp()
    const path = await collaboration(t)
    const { body } = await t.as.coordinator
      .post(`${path}/participants`, { description: 'Näringslivet', role: 'partner' })
      .expect(201)
    const one = `${path}/participants/${body.id}`
    expect(body).not.toHaveProperty('organisation')
    const both = await t.as.coordinator.patch(one, { organisationId: t.organisations.partner }, 1).expect(422)
    expect(pointers(both.body)).toEqual(['/description not_allowed'])
    const none = await t.as.coordinator.patch(one, { description: null }, 1).expect(422)
    expect(pointers(none.body)).toEqual(['/organisationId required'])
    const { body: named } = await t.as.coordinator
      .patch(one, { organisationId: t.organisations.partner, description: null }, 1)
      .expect(200)
    expect(named).toMatchObject({ organisation: { name: 'Provpartnern (påhittad)' }, version: 2 })
    await t.as.coordinator.delete(one, 1).expect(412)
    await t.as.coordinator.delete(one, 2).expect(204)
    await t.as.public.get(one).expect(404)
  })

  test('what breaks a rule is refused and nothing is stored', async () => {
    await using t = await testApp()
    const path = await collaboration(t)
    const { partner: organisationId } = t.organisations
    await t.connection.db.execute(sql`update participant_roles set ended_on = '2025-01-01' where code = 'host'`)
    const refused = async (body: object, status: number, expected: string[]) => {
      const answer = await t.as.coordinator.post(`${path}/participants`, body).expect(status)
      expect(pointers(answer.body)).toEqual(expected)
    }
    await refused({ role: 'kapten', from: '2025-02-02', to: '2025-02-01' }, 422, [
      '/organisationId required',
      '/to before_start',
      '/role unknown',
    ])
    await refused({ organisationId, role: 'host' }, 422, ['/role unknown'])
    await refused({ organisationId: path.split('/')[2], role: 'driver' }, 422, ['/organisationId unknown'])
    await refused({ organisationId: 'ingen', role: 'driver' }, 400, ['/organisationId wrong_format'])
    await refused({ organisationId, role: 'driver', name: 'Någon Person' }, 400, ['/name unknown_field'])
    await refused({ organisationId }, 400, ['/role required'])
    expect(await rows(t)).toBe(0)
    const unknown = '/collaborations/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a99/participants'
    await t.as.coordinator.post(unknown, { organisationId, role: 'driver' }).expect(404)
    await t.as.public.get(unknown).expect(404)
  })

  test('a last day that has passed is corrected or undone, with a reason that stands in the log', async () => {
    await using t = await testApp()
    const path = await collaboration(t)
    const organisationId = t.organisations.partner
    const add = async (body: object) =>
      (await t.as.coordinator.post(`${path}/participants`, { organisationId, role: 'driver', ...body }).expect(201))
        .body
    const first = await add({ from: '2024-01-01', to: '2025-02-03' })
    const one = `${path}/participants/${first.id}`
    const correct = (to: string | null, reason = 'Fel i protokollet.') =>
      t.as.coordinator.post(`${one}/correction`, { to, reason })
    // As long as it has not passed, it is planned.
    await t.as.coordinator.patch(one, { to: '2025-01-31' }, 1).expect(200)
    const patched = await t.as.coordinator.patch(one, { to: '2025-01-30' }, 2).expect(422)
    expect(pointers(patched.body)).toEqual(['/to takes_correction'])
    await t.as.coordinator.patch(one, { to: '2025-01-31', role: 'host' }, 2).expect(200)
    await t.as.coordinator.post(`${one}/correction`, { to: '2025-01-30' }).expect(400)
    await t.as.coordinator.post(`${one}/correction`, { reason: 'Fel.' }).expect(400)
    await t.as.partner.post(`${one}/correction`, { to: null, reason: 'Nej' }).expect(403)
    expect(pointers((await correct('2023-12-31').expect(422)).body)).toEqual(['/to before_start'])
    expect(pointers((await correct(null, 'Se kim@exempel.example').expect(422)).body)).toEqual(['/reason email'])
    expect((await correct('2024-12-31').expect(200)).body).toMatchObject({ to: '2024-12-31', version: 4 })
    expect((await correct('2024-12-31').expect(200)).body.version).toBe(4)
    const { body: undone } = await correct(null).expect(200)
    expect(undone).not.toHaveProperty('to')
    expect((await correct(null).expect(200)).body).toEqual(undone)
    const { body: history } = await t.as.coordinator.get(`${one}/history`).expect(200)
    expect(history.items.map((item: { reason?: string }) => item.reason)).toEqual([
      'Fel i protokollet.',
      'Fel i protokollet.',
      undefined,
      undefined,
      undefined,
    ])
    await t.as.coordinator.patch(one, { role: 'driver', to: '2024-12-31' }, 5).expect(200)
    // Others have built on it: it takes part again, or has ceased.
    const again = await add({ from: '2025-01-15' })
    const twice = await correct(null).expect(409)
    expect(pointers(twice.body)).toEqual(['/organisationId already_participates'])
    expect(twice.body.detail).toContain(again.id)
    expect(
      (
        await t.as.coordinator
          .post(`${path}/participants/${again.id}/correction`, { to: null, reason: 'x' })
          .expect(200)
      ).body.version,
    ).toBe(1)
    await t.as.coordinator
      .post(`${path}/participants/${again.id}/correction`, { to: '2025-01-20', reason: 'x' })
      .expect(409)
    await t.as.coordinator.delete(`${path}/participants/${again.id}`, 1).expect(204)
    await t.as.coordinator.patch(`/organisations/${organisationId}`, { endedOn: '2025-01-10' }, 1).expect(200)
    const ceased = await correct(null).expect(409)
    expect(pointers(ceased.body)).toEqual(['/to ended'])
    expect(ceased.body.detail).toContain('2025-01-10')
    await correct('2025-01-10').expect(200)
  })

  test('two who register the same at once: one 201, one 409; two who change with one ETag: one 200, one 412', async () => {
    await using t = await testApp()
    const path = await collaboration(t)
    const body = { organisationId: t.organisations.partner, role: 'driver', from: '2024-01-01', to: '2025-12-31' }
    const answers = await Promise.all([1, 2].map(() => t.as.coordinator.post(`${path}/participants`, body)))
    expect(answers.map(({ status }) => status).toSorted(ascending)).toEqual([201, 409])
    const { body: listed } = await t.as.public.get(`${path}/participants`).expect(200)
    const one = `${path}/participants/${listed.items[0].id}`
    const changes = await Promise.all(['host', 'funder'].map((role) => t.as.coordinator.patch(one, { role }, 1)))
    expect(changes.map(({ status }) => status).toSorted(ascending)).toEqual([200, 412])
  })

  test('only a coordinator writes, and a participant belongs to its own collaboration', async () => {
    await using t = await testApp()
    const path = await collaboration(t, { participants: [{ organisationId: t.organisations.partner, role: 'driver' }] })
    const other = await collaboration(t)
    const { id } = (await t.as.public.get(path).expect(200)).body.participants[0]
    const body = { description: 'Vem som helst', role: 'partner' }
    for (const who of ['partner', 'matcher', 'reader', 'public'] as const) {
      const refused = who === 'public' ? 401 : 403
      await t.as[who].post(`${path}/participants`, body).expect(refused)
      await t.as[who].patch(`${path}/participants/${id}`, { to: '2025-01-01' }, 1).expect(refused)
      await t.as[who].delete(`${path}/participants/${id}`, 1).expect(refused)
      await t.as[who].get(`${path}/participants/${id}/history`).expect(refused)
    }
    await t.as.public.get(`${other}/participants/${id}`).expect(404)
    await t.as.coordinator.patch(`${other}/participants/${id}`, { role: 'host' }, 1).expect(404)
    await t.as.coordinator.delete(`${other}/participants/${id}`, 1).expect(404)
    expect(await rows(t)).toBe(1)
  })

  test('they are listed by name, role, organisation and day', async () => {
    await using t = await testApp()
    const { partner, otherPartner } = t.organisations
    const path = await collaboration(t, {
      participants: [
        { description: 'Östra föreningarna', role: 'partner' },
        { organisationId: partner, role: 'driver', from: '2023-01-01', to: '2023-12-31' },
        { organisationId: partner, role: 'funder', from: '2024-01-01' },
        { organisationId: otherPartner, role: 'driver', to: '2023-06-30' },
        { description: 'Åsikternas hus', role: 'host', from: '2022-05-01' },
      ],
    })
    const list = async (query: string) => {
      const { body } = await t.as.public.get(`${path}/participants?${query}`).expect(200)
      return body.items.map(
        (item: { organisation?: { name: string }; description?: string; role: string }) =>
          `${(item.organisation?.name ?? item.description)!.split(' ')[0]} ${item.role}`,
      )
    }
    const all = ['Den driver', 'Provpartnern driver', 'Provpartnern funder', 'Åsikternas host', 'Östra partner']
    // Equal names come in the order of their ids, which within a millisecond is any.
    expect((await list('')).toSorted()).toEqual(all)
    expect((await list('')).map((one: string) => one.split(' ')[0])).toEqual(all.map((one) => one.split(' ')[0]))
    expect(await list('asOf=2023-06-30')).toEqual(['Den driver', 'Provpartnern driver', 'Åsikternas host'])
    expect(await list('asOf=2023-06-29')).toEqual(['Provpartnern driver', 'Åsikternas host'])
    expect(await list('asOf=2024-01-01')).toEqual(['Provpartnern funder', 'Åsikternas host'])
    expect(await list('asOf=2025-02-03')).toEqual(['Provpartnern funder', 'Åsikternas host', 'Östra partner'])
    expect((await list('role=driver,funder')).toSorted()).toEqual([
      'Den driver',
      'Provpartnern driver',
      'Provpartnern funder',
    ])
    expect(await list(`organisationId=${partner}&role=driver`)).toEqual(['Provpartnern driver'])
    expect(await list(`organisationId=${partner},${t.organisations.matcher}&role=driver`)).toEqual([
      'Provpartnern driver',
    ])
    expect((await list('sort=from')).slice(0, 3)).toEqual([
      'Åsikternas host',
      'Provpartnern driver',
      'Provpartnern funder',
    ])
    const walked: string[] = []
    for (let next: string | undefined = `${path}/participants?limit=2&count=true`; next;) {
      const { body }: Response = await t.as.public.get(next).expect(200)
      expect(body.total).toBe(5)
      walked.push(...body.items.map(({ id }: { id: string }) => id))
      next = body._links.next?.href
    }
    expect(new Set(walked).size).toBe(5)
  })
})
