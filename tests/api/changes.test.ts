import { describe, expect, test } from 'vitest'
import { sealChanges } from '../../src/changes/queries.ts'
import { verifyChanges } from '../../src/changes/verify.ts'
import { faultsOf, nobody, walk } from '../support/builders.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const secret = 'Kalle Påhittad ringer på 070-000 00 00'

/** An offer whose description should never have been written, and was mended. */
async function slip(t: TestApp) {
  const body = { type: 'feriejobb', title: 'Sommarjobb (påhittat)', description: secret, capacity: { offered: 3 } }
  const { body: offer } = await t.as.partner.post('/contributions', body, { 'idempotency-key': 'slip' }).expect(201)
  const path = `/contributions/${offer.id}`
  await t.as.partner.patch(path, { description: 'Hör av er till växeln.' }, 1).expect(200)
  const redaction = {
    resource: 'contributions',
    resourceId: offer.id,
    fields: ['description'],
    reason: 'Namngav en ungdom.',
  }
  return { id: offer.id as string, path, body, redaction }
}
const verify = (t: TestApp) => verifyChanges(t.service.db)

const ofHead = 'who, when, which row or what was done altered'

/** As somebody in psql who owns the tables and means it. */
async function tamper(t: TestApp, statement: string): Promise<void> {
  await t.connection.pool.query(`begin; set local session_replication_role = replica; ${statement}; commit`)
}

describe('the log', () => {
  test('tells coordinators who did what, for whom, with which key, on which request, and what it was before', async () => {
    await using t = await testApp()
    const { path, id } = await slip(t)
    const { headers } = await t.as.coordinator.patch(path, { title: 'Feriejobb (påhittat)' }, 2).expect(200)
    const { body } = await t.as.coordinator.get(`/changes?resourceId=${id}&count=true`).expect(200)
    expect(body.total).toBe(3)
    const [last, edit, first] = body.items
    expect(last).toMatchObject({
      resource: 'contributions',
      resourceId: id,
      operation: 'update',
      fields: ['title'],
      old: { title: 'Sommarjobb (påhittat)' },
      new: { title: 'Feriejobb (påhittat)' },
      requestId: headers['x-request-id'],
      actor: { kind: 'api_key', name: 'Test coordinator', role: 'coordinator' },
    })
    expect(edit.actor).toMatchObject({ name: 'Test partner', organisationId: t.organisations.partner })
    expect([last.position, edit.position]).toEqual([first.position + 2, first.position + 1])
    await t.as.partner.get('/changes').expect(403)
    await t.as.reader.get('/changes').expect(403)
    await t.as.public.get('/changes').expect(401)
  })

  test('is filtered by actor, organisation, resource, operation, request and time, and followed by position', async () => {
    await using t = await testApp()
    await fillTables(t.connection.pool)
    const { id } = await slip(t)
    const ids = async (query: string) =>
      (await walk(t.as.coordinator, `/changes?${query}`)).map(({ resourceId }) => resourceId)
    const [{ actor }] = (await t.as.coordinator.get(`/changes?resourceId=${id}`).expect(200)).body.items
    expect(await ids(`actorId=${actor.id}`)).toEqual([id, id])
    expect(await ids(`organisationId=${t.organisations.partner}&operation=update`)).toEqual([id])
    expect(new Set(await ids('resource=areas,sectors&limit=100'))).toHaveLength(17)
    expect(await ids('requestId=none')).toEqual([])
    expect(await ids('actorKind=api_key&from=2025-02-03T09:30:00.000Z')).toEqual([id, id])
    expect(await ids('actorKind=api_key&until=2025-02-03T09:30:00.000Z')).toEqual([])
    const followed = await walk(t.as.coordinator, '/changes?sort=position&limit=50')
    expect(followed.map(({ position }) => position)).toEqual(followed.map((_, i) => i + 1))
    await t.as.coordinator.get('/changes?resource=secrets').expect(400)
  })

  test('gives a position to what commits late, behind all that has been read', async () => {
    await using t = await testApp()
    await sealChanges(t.service.db)
    const slow = await t.connection.pool.connect()
    await slow.query('begin')
    await slow.query(`insert into sectors (code, label_sv, label_en) values ('late', 'Sen', 'Late')`)
    await t.connection.pool.query(`insert into sectors (code, label_sv, label_en) values ('early', 'Tidig', 'Early')`)
    const read = async () =>
      (await walk(t.as.coordinator, '/changes?sort=position&resource=sectors')).map((one) => one.new.code)
    expect((await read()).at(-1)).toBe('early')
    await slow.query('commit')
    slow.release()
    expect((await read()).slice(-2)).toEqual(['early', 'late'])
    const { rows } = await t.connection.pool.query(
      `select new_values ->> 'code' as code from changes order by seq desc limit 2`,
    )
    expect(rows.map(({ code }) => code)).toEqual(['early', 'late'])
  })

  test('is sealed once by several who seal at once', async () => {
    await using t = await testApp()
    await fillTables(t.connection.pool)
    const sealed = await Promise.all(Array.from({ length: 8 }, () => sealChanges(t.service.db)))
    const { rows } = await t.connection.pool.query(
      'select count(*)::int as count, max(position)::int as last from changes',
    )
    expect(sealed.reduce((sum, one) => sum + one, 0)).toBe(rows[0].count)
    expect(rows[0].last).toBe(rows[0].count)
    expect(await verify(t)).toMatchObject({ entries: rows[0].count, redacted: 0, tampering: [] })
  })
})

describe('verifying the log', () => {
  test.each([
    [
      'an altered value',
      `update changes set new_values = new_values || '{"title": "Annat"}' where position = 20`,
      20,
      'values altered',
    ],
    ['an altered actor', `update changes set actor_role = 'reader' where position = 20`, 20, ofHead],
    ['another time', `update changes set at = at + interval '1 day' where position = 20`, 20, ofHead],
    ['another row', 'update changes set row_id = uuid_v7() where position = 20', 20, ofHead],
    ['an entry made public', 'update changes set is_public = not is_public where position = 20', 20, ofHead],
    ['a form that says less', 'update changes set form = 1 where position = 20', 20, 'altered'],
    [
      'a value altered together with its hash',
      `update changes set new_values = new_values || '{"title": "Annat"}' where position = 20;
       update changes c set values_hash = change_values(c) where position = 20`,
      20,
      'altered',
    ],
    ['a removed row', 'delete from changes where position = 20', 21, 'missing before it'],
    [
      'a removed end',
      'delete from changes where position >= (select max(position) from changes)',
      undefined,
      'removed from the end',
    ],
    [
      'an altered row whose own hash was made anew',
      `update changes set actor_role = 'reader' where position = 20;
       update changes c set head_hash = change_head(c), content_hash = change_content(c) where position = 20`,
      20,
      'link altered',
    ],
    [
      'a row that claims a redaction nobody made',
      `update changes set new_values = '{}', salt = null where position = 20;
       insert into redactions (kind, table_name, row_id, fields, reason, contents)
         select 'redaction', table_name, row_id, '{}', '', jsonb_build_object(seq::text, encode(redacted_content(c), 'hex')) from changes c where position = 20`,
      20,
      'values altered',
    ],
  ])('finds %s', async (_, statement, position, what) => {
    await using t = await testApp()
    expect((await verify(t)).tampering).toEqual([])
    await tamper(t, statement)
    const { tampering } = await verify(t)
    expect(tampering[0]).toEqual({ position: position ?? expect.any(Number), what })
    expect(tampering.length).toBeLessThanOrEqual(2)
  })

  test('finds a log that was made anew as a whole by a link noted before', async () => {
    await using t = await testApp()
    const { head } = await verify(t)
    expect((await verifyChanges(t.service.db, head)).tampering).toEqual([])
    await tamper(
      t,
      `update changes set actor_role = 'reader' where position = 20;
       update changes set position = null, head_hash = null, values_hash = null, content_hash = null, link = null;
       update chain_head set position = 0, link = ''`,
    )
    expect((await verify(t)).tampering).toEqual([])
    expect((await verifyChanges(t.service.db, head)).tampering).toEqual([
      { position: head.position, what: 'link altered' },
    ])
  })
})

test('a log that is written, sealed and redacted while it is verified is whole', async () => {
  await using t = await testApp()
  const { pool } = t.connection
  const verified = new AbortController()
  const write = async () => {
    for (let n = 0; !verified.signal.aborted; n++) {
      await pool.query(`insert into sectors (code, label_sv, label_en) values ($1, 'Hemlig', 'Secret')`, [`s${n}`])
      await sealChanges(t.service.db)
      await pool.query(`begin; select set_config('app.actor_role', 'coordinator', true);
        select redact_history('redaction', 'sectors', id, '{label_sv}', '{}', 'Prov') from sectors where code = 's${n}'; commit`)
    }
  }
  const writing = write()
  const found = []
  for (let round = 0; round < 40; round++) found.push(...(await verify(t)).tampering)
  verified.abort()
  await writing
  expect(found).toEqual([])
  expect((await verify(t)).tampering).toEqual([])
})

describe('a redaction', () => {
  test('takes a text out of the log for good, and the log still proves the rest', async () => {
    await using t = await testApp()
    const { id, path, redaction } = await slip(t)
    const before = await verify(t)
    // An id is the same in capitals.
    const { body } = await t.as.coordinator
      .post('/redactions', { ...redaction, resourceId: id.toUpperCase() })
      .expect(201)
    expect(body).toMatchObject({ ...redaction, kind: 'redaction', entries: 2 })
    expect((await t.as.coordinator.get(`/redactions/${body.id}`).expect(200)).body).toEqual(body)
    const { rows } = await t.connection.pool.query(
      'select changes::text from changes union all select replays::text from replays',
    )
    expect(JSON.stringify(rows)).not.toContain('Kalle')
    const { body: history } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(history.items[0]).toMatchObject({
      old: { description: '[redacted]' },
      new: { description: 'Hör av er till växeln.' },
    })
    expect(history.items[1].new).toMatchObject({ description: '[redacted]', title: 'Sommarjobb (påhittat)' })
    const after = await verify(t)
    expect(after).toMatchObject({ redacted: 2, tampering: [] })
    expect((await verifyChanges(t.service.db, before.head)).tampering).toEqual([])
    // By whom and when, in the log itself.
    const { body: log } = await t.as.coordinator.get('/changes?resource=redactions').expect(200)
    expect(log.items[0]).toMatchObject({
      actor: { role: 'coordinator' },
      new: { reason: 'Namngav en ungdom.' },
    })
    // And what was redacted is still guarded.
    await tamper(
      t,
      `update changes set new_values = new_values || '{"title": "Annat"}' where row_id = '${id}' and row_version = 1`,
    )
    expect((await verify(t)).tampering).toMatchObject([{ what: 'values altered' }])
  })

  test('is a coordinator’s, of a field that the history has, and leaves what the row says now', async () => {
    await using t = await testApp()
    const { path, redaction, body } = await slip(t)
    await t.as.partner.post('/redactions', redaction).expect(403)
    await t.as.coordinator.post('/redactions', { ...redaction, fields: ['title'] }).expect(409)
    await t.as.coordinator.post('/redactions', { ...redaction, fields: ['nothing'] }).expect(409)
    await t.as.coordinator.post('/redactions', { ...redaction, resourceId: nobody }).expect(409)
    expect(
      faultsOf(
        await t.as.coordinator
          .post('/redactions', { ...redaction, resource: 'pg-authid', fields: ['Drop table'] })
          .expect(400),
      ),
    ).toEqual(['/resource not_allowed', '/fields/0 wrong_format'])
    // Nor of redactions: what they say is what the log is verified by.
    expect(
      faultsOf(await t.as.coordinator.post('/redactions', { ...redaction, resource: 'redactions' }).expect(400)),
    ).toEqual(['/resource not_allowed'])
    await t.as.coordinator.post('/redactions', redaction).expect(201)
    await t.as.coordinator.post('/redactions', redaction).expect(409)
    expect((await t.as.partner.get(path).expect(200)).body.description).toBe('Hör av er till växeln.')
    // The first answer held the text: a repeated request makes nothing, and does not show it.
    const { body: problem } = await t.as.partner.post('/contributions', body, { 'idempotency-key': 'slip' }).expect(409)
    expect(problem.detail).toContain('redacted')
  })
})
