import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { aSource, faultsOf, nobody, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** The clock of a test stands at 2025-02-03. */
const summerJob = {
  type: 'feriejobb',
  title: 'Sommarjobb på lagret (påhittat)',
  description: 'Plocka och packa.',
  areas: ['arbete-och-sysselsattning'],
  targetGroups: ['nyanlanda'],
  startsOn: '2024-06-17',
  endsOn: '2024-07-12',
  applyBy: '2024-04-30',
  place: 'Kungälv',
  hours: '08-16',
  requirements: 'Skyddsskor.',
  languages: ['sv', 'uk'],
  sources: [aSource],
  capacity: { offered: 8, funded: 6 },
}

/** Last summer's offer of the partner's. */
async function lastYears(t: TestApp, fields: object = {}) {
  const body = { ...summerJob, externalReference: 'sommar-2024', ...fields }
  const { id } = (await t.as.partner.post('/contributions', body).expect(201)).body
  return { id: id as string, path: `/contributions/${id}`, copies: `/contributions/${id}/copies` }
}
const countRows = async (t: TestApp) =>
  (await t.connection.db.execute<{ count: number }>(sql`select count(*) from contributions`)).rows[0]!.count

test('a partner copies last year’s offer to this year’s weeks in one call', async () => {
  await using t = await testApp()
  const { id, path, copies } = await lastYears(t)
  await t.connection.db.execute(sql`
    update contributions set status = 'closed', published_at = now(), latitude = 57.87, longitude = 11.98 where id = ${id}`)
  await t.connection.db.execute(sql`
    insert into allocations (contribution_id, matcher_id, quantity, status, hold_minutes)
    values (${id}, ${t.organisations.matcher}, 5, 'completed', 60)`)
  const answer = await t.as.partner.post(copies, { year: 2025 }).expect(201)
  const { body: copy } = answer
  const { startsOn: _, endsOn: __, applyBy: ___, ...same } = summerJob
  expect(copy).toEqual({
    ...same,
    id: expect.any(String),
    version: 1,
    createdAt: '2025-02-03T09:30:00.000Z',
    updatedAt: '2025-02-03T09:30:00.000Z',
    organisation: { id: t.organisations.partner, name: 'Provpartnern (påhittad)' },
    position: { latitude: 57.87, longitude: 11.98 },
    // Monday of week 25 to Friday of week 28; Tuesday of week 18.
    startsOn: '2025-06-16',
    endsOn: '2025-07-11',
    applyBy: '2025-04-29',
    seriesId: id,
    status: 'draft',
    inferred: [],
    capacity: { offered: 8, funded: 6, reserved: 0, filled: 0, completed: 0, available: 6 },
    enteredLater: false,
    _links: { self: { href: `/samhallskontraktet/v1/contributions/${copy.id}` } },
  })
  expect(answer.headers.location).toBe(copy._links.self.href)
  await t.as.partner.get(copy._links.self.href).expect(200, copy).expect('etag', answer.headers.etag!)
  const { body: original } = await t.as.partner.get(path).expect(200)
  expect(original).toMatchObject({ externalReference: 'sommar-2024', status: 'closed', capacity: { completed: 5 } })
  expect(original.seriesId).toBeUndefined()

  // What is said is so, and a copy of a copy stays in the series.
  const next = {
    year: 2026,
    applyBy: '2026-03-31',
    title: 'Sommarjobb på det nya lagret (påhittat)',
    capacity: { offered: 10, funded: null },
    externalReference: 'sommar-2026',
    status: 'published',
  }
  const { body: later } = await t.as.partner.post(`/contributions/${copy.id}/copies`, next).expect(201)
  expect(later).toMatchObject({
    startsOn: '2026-06-15',
    endsOn: '2026-07-10',
    applyBy: '2026-03-31',
    title: next.title,
    capacity: { offered: 10, funded: null, available: 10 },
    externalReference: 'sommar-2026',
    status: 'published',
    publishedAt: '2025-02-03T09:30:00.000Z',
    seriesId: id,
  })
  const { body: shorter } = await t.as.partner
    .post(copies, { startsOn: '2025-07-14', capacity: { funded: 0 }, status: 'published' })
    .expect(201)
  expect(shorter).toMatchObject({ startsOn: '2025-07-14', endsOn: '2025-08-08', applyBy: '2025-05-27', status: 'full' })
  const { body: history } = await t.as.coordinator.get(`/contributions/${later.id}/history`).expect(200)
  expect(history.items).toMatchObject([{ operation: 'insert', actor: { role: 'partner' }, new: { seriesId: id } }])
})

test('copying to the same days again answers with the copy that is there, also at once', async () => {
  await using t = await testApp()
  const { id, path, copies } = await lastYears(t)
  const answers = await Promise.all(Array.from({ length: 6 }, () => t.as.partner.post(copies, { year: 2025 })))
  expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 201])
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  const copy = answers[0]!.body
  // From another offer of the series, and with other words: it is the same, and stays as it is.
  const again = await t.as.partner.post(`/contributions/${copy.id}/copies`, {
    startsOn: '2025-06-16',
    title: 'Annan (påhittad)',
  })
  expect([again.status, again.body]).toEqual([200, copy])
  // The original is an offer of the series itself.
  expect((await t.as.partner.post(copies, { year: 2024 }).expect(200)).body.id).toBe(id)
  expect(await countRows(t)).toBe(2)

  // Two copies of different offers of the series to one day.
  const { body: later } = await t.as.partner.post(copies, { year: 2026 }).expect(201)
  const from = [path, `/contributions/${copy.id}`, `/contributions/${later.id}`]
  const together = await Promise.all(from.map((each) => t.as.coordinator.post(`${each}/copies`, { year: 2027 })))
  expect(statusesOf(together)).toEqual([200, 200, 201])

  // What was withdrawn for good is in nobody's way.
  await t.as.partner.post(`/contributions/${later.id}/publication`).expect(200)
  await t.as.partner.post(`/contributions/${later.id}/withdrawal`).expect(200)
  await t.as.partner.post(copies, { year: 2026 }).expect(201)
  // A repeated request is answered as before.
  const key = { 'idempotency-key': 'kopia-2028' }
  const first = await t.as.partner.post(copies, { year: 2028 }, key).expect(201)
  expect((await t.as.partner.post(copies, { year: 2028 }, key).expect(201)).body).toEqual(first.body)
})

test('a copy that breaks a rule is refused with all faults, and nothing is stored', async () => {
  await using t = await testApp()
  const { id, copies } = await lastYears(t)
  const { copies: dayless } = await lastYears(t, {
    startsOn: undefined,
    endsOn: undefined,
    applyBy: undefined,
    externalReference: 'utan-dagar',
  })
  const before = await countRows(t)
  const broken: [string, object, string[]][] = [
    [copies, {}, ['/startsOn required']],
    [copies, { endsOn: '2025-07-11' }, ['/startsOn required']],
    [dayless, { year: 2025 }, ['/startsOn required']],
    [
      copies,
      { startsOn: '2025-06-16', endsOn: '2025-06-15', applyBy: '2025-07-01' },
      ['/endsOn before_start', '/applyBy after_end'],
    ],
  ]
  for (const [path, sent, faults] of broken) {
    expect(faultsOf(await t.as.partner.post(path, sent).expect(422))).toEqual(faults)
  }
  const malformed: [object, string][] = [
    [{ year: 1999 }, '/year too_small'],
    [{ year: 2101 }, '/year too_large'],
    [{ year: 2025.5 }, '/year wrong_type'],
    [{ year: '2025' }, '/year wrong_type'],
    [{ startsOn: '2025-02-30' }, '/startsOn wrong_format'],
    [{ year: 2025, capacity: { offered: 0 } }, '/capacity/offered too_small'],
    [{ year: 2025, status: 'closed' }, '/status not_allowed'],
    [{ year: 2025, title: ' ' }, '/title empty'],
    [{ year: 2025, type: 'prao' }, '/type unknown_field'],
    [{ year: 2025, startsOn: null }, '/startsOn wrong_type'],
  ]
  for (const [sent, fault] of malformed) {
    expect(faultsOf(await t.as.partner.post(copies, sent).expect(400))).toEqual([fault])
  }
  // Days that no calendar can hold.
  await t.as.partner.post(copies, { startsOn: '0001-01-01' }).expect(400)
  const taken = await t.as.partner.post(copies, { year: 2025, externalReference: 'utan-dagar' }).expect(409)
  expect(faultsOf(taken)).toEqual(['/externalReference taken'])
  await t.as.partner.post(copies, { year: 2025 }, { 'if-match': '"7"' }).expect(412)
  // The type has ended since: it can be drafted, and is not published any more.
  await t.connection.db.execute(sql`update contribution_types set ended_on = '2025-01-01' where code = 'feriejobb'`)
  const ended = await t.as.partner.post(copies, { year: 2025, status: 'published' }).expect(422)
  expect(faultsOf(ended)).toEqual(['/type unknown'])
  expect(await countRows(t)).toBe(before)
  await t.as.partner.post(copies, { year: 2025 }).expect(201)
  await t.connection.db.execute(
    sql`update organisations set ended_on = '2025-02-03' where id = ${t.organisations.partner}`,
  )
  expect(faultsOf(await t.as.partner.post(copies, { year: 2026 }).expect(422))).toEqual(['/organisationId ended'])
  // The first of a series is not removed while its copies refer to it.
  await t.as.partner.delete(`/contributions/${id}`, '*').expect(409)
})

test('a partner copies its own offers, a coordinator any, and nobody else', async () => {
  await using t = await testApp()
  const draft = await lastYears(t)
  const open = await lastYears(t, { endsOn: '2025-07-12', externalReference: 'oppen', status: 'published' })
  const copy = { year: 2026 }
  await t.as.reader.post(open.copies, copy).expect(403)
  await t.as.public.post(open.copies, copy).expect(401)
  await t.as.otherPartner.post(open.copies, copy).expect(403)
  await t.as.otherPartner.post(draft.copies, copy).expect(404)
  await t.as.partner.post(`/contributions/${nobody}/copies`, copy).expect(404)
  expect(await countRows(t)).toBe(2)
  const { body } = await t.as.coordinator
    .post(draft.copies.toUpperCase().replace('/CONTRIBUTIONS', '/contributions').replace('/COPIES', '/copies'), copy)
    .expect(201)
  expect(body).toMatchObject({ organisation: { id: t.organisations.partner }, seriesId: draft.id })
})

test('a series shows its years side by side, to each what it may see', async () => {
  await using t = await testApp()
  const first = await lastYears(t)
  await t.connection.db.execute(
    sql`update contributions set status = 'closed', published_at = now() where id = ${first.id}`,
  )
  await t.connection.db.execute(sql`
    insert into allocations (contribution_id, matcher_id, quantity, status, hold_minutes)
    values (${first.id}, ${t.organisations.matcher}, 5, 'completed', 60), (${first.id}, ${t.organisations.matcher}, 1, 'confirmed', 60)`)
  const copied = async (sent: object) => (await t.as.partner.post(first.copies, sent).expect(201)).body
  const june = await copied({ year: 2025, status: 'published' })
  const july = await copied({
    startsOn: '2025-07-14',
    title: 'Juli (påhittad)',
    capacity: { offered: 2 },
    status: 'published',
  })
  const next = await copied({ year: 2026, capacity: { funded: null } })
  const gone = await copied({ year: 2027, status: 'published' })
  await t.as.partner.post(`/contributions/${gone.id}/withdrawal`).expect(200)

  const shown = ({ id, title, status, startsOn, endsOn, _links }: Record<string, unknown>) => ({
    id,
    title,
    status,
    startsOn,
    endsOn,
    _links,
  })
  const { body: original } = await t.as.partner.get(first.path).expect(200)
  const years = [
    { year: 2024, contributions: [shown(original)], offered: 8, funded: 6, filled: 6, completed: 5, fillRate: 0.75 },
    {
      year: 2025,
      contributions: [shown(june), shown(july)],
      offered: 10,
      funded: 12,
      filled: 0,
      completed: 0,
      fillRate: 0,
    },
  ]
  const drafted = { year: 2026, contributions: [shown(next)], offered: 8, filled: 0, completed: 0, fillRate: 0 }
  const at = `/contributions/${july.id}/series`
  const self = { self: { href: `/samhallskontraktet/v1${at}` } }
  for (const caller of [t.as.partner, t.as.coordinator]) {
    await caller.get(at).expect(200, { seriesId: first.id, years: [...years, drafted], _links: self })
  }
  const [past, { completed: _, ...present }] = years as [object, { completed?: number }]
  const told = [past, { ...present, withheld: ['completed'] }]
  for (const caller of [t.as.public, t.as.otherPartner, t.as.reader]) {
    await caller.get(at).expect(200, { seriesId: first.id, years: told, _links: self })
  }
  for (const id of [first.id, june.id, gone.id]) {
    expect((await t.as.partner.get(`/contributions/${id}/series`).expect(200)).body.years).toEqual([...years, drafted])
  }
  await t.as.public.get(`/contributions/${next.id}/series`).expect(404)
  await t.as.public.get(`/contributions/${nobody}/series`).expect(404)
  await t.connection.db.execute(
    sql`update organisations set visibility = 'internal' where id = ${t.organisations.partner}`,
  )
  await t.as.public.get(at).expect(404)

  // Alone, it is a series of one.
  const alone = await lastYears(t, { externalReference: 'ensam' })
  const { body } = await t.as.partner.get(`${alone.path}/series`).expect(200)
  expect(body).toMatchObject({ seriesId: alone.id, years: [{ year: 2024, contributions: [{ id: alone.id }] }] })
})
