import { expect, test } from 'vitest'
import { constraintMessages } from '../../src/constraints.ts'
import { meaningOf } from '../../src/db/faults.ts'
import { migrate } from '../../src/db/migrate.ts'
import { coordinatorOf, faultsOf } from '../support/builders.ts'
import { databaseBefore } from '../support/earlier-schema.ts'
import { testApp } from '../support/test-app.ts'

test('signatures that overlap from before are marked, listed and corrected, and from then on kept apart', async () => {
  await using earlier = await databaseBefore('btree_gist')
  const { url, client } = earlier
  await client.query(`
    insert into sectors (code, label_sv, label_en) values ('prov', 'Prov', 'Trial');
    insert into signature_methods (code, label_sv, label_en)
      select code, code, code from unnest(array['imported', 'paper']) code on conflict do nothing;
    insert into signature_end_reasons (code, label_sv, label_en)
      select code, code, code from unnest(array['withdrawn', 'ceased', 'superseded']) code on conflict do nothing;
    insert into agreements (code, title, status, valid_from)
      select code, 'Provavtal (påhittat)', 'open', '2020-01-01' from unnest(array['ETT', 'TVA', 'TRE']) code;
    insert into organisations (name, kind, sector)
      select name, 'informal', 'prov' from unnest(array['Dubbel', 'Odaterad', 'Hel', 'Förnyad', 'Tom']) name;
    insert into signatures (organisation_id, agreement_id, method, signed_on, signed_on_precision, status, ended_on, end_reason)
      select o.id, a.id, 'imported', signed::date, case when signed is null then 'unknown' else 'day' end,
        case when ended is null then 'signed' else 'ended' end, ended::date, case when ended is not null then 'withdrawn' end
      from (values
        ('Dubbel', '2020-03-01', '2022-06-01'), ('Dubbel', '2022-05-31', null),
        ('Odaterad', null, '2022-06-01'), ('Odaterad', null, null), ('Odaterad', '2021-01-01', '2021-02-01'),
        ('Hel', '2020-03-01', '2022-06-01'), ('Hel', '2022-06-01', null),
        ('Tom', '2020-03-01', '2020-03-01'), ('Tom', '2020-02-01', null),
        ('Förnyad', '2020-03-01', null)) past(name, signed, ended)
      join organisations o using (name) join agreements a on a.code = 'ETT';
    insert into signatures (organisation_id, agreement_id, method, signed_on, renewed_from_id)
      select s.organisation_id, a.id, 'paper', '2022-01-01', s.id
      from signatures s join organisations o on o.id = s.organisation_id join agreements a on a.code in ('TVA', 'TRE')
      where o.name = 'Förnyad'`)
  await client.end()
  await migrate(url)

  await using t = await testApp(undefined, url)
  const coordinator = await coordinatorOf(t)
  const marked = async () =>
    (await coordinator.get('/signatures?needsCorrection=true&sort=organisation').expect(200)).body.items
  const names = (items: { organisation: { name: string } }[]) => items.map(({ organisation }) => organisation.name)
  const before = await marked()
  expect(names(before)).toEqual(['Dubbel', 'Dubbel', 'Förnyad', 'Förnyad', 'Odaterad', 'Odaterad'])
  expect(before[0].needsCorrection).toBe(true)
  const measured = await coordinator.get('/metrics').expect(200)
  expect(measured.text).toContain('\nsignatures_to_correct 6\n')
  // Nobody else is told, in a row or by asking.
  const { body: shown } = await t.as.public.get(`/signatures/${before[0].id}`).expect(200)
  expect(shown).not.toHaveProperty('needsCorrection')
  expect((await t.as.public.get('/signatures?needsCorrection=true').expect(200)).body.items).toEqual([])
  expect((await t.as.public.get('/signatures?needsCorrection=false&count=true').expect(200)).body.total).toBe(12)
  expect((await coordinator.get('/signatures?needsCorrection=false&count=true').expect(200)).body.total).toBe(6)

  // What has nothing to do with it can be changed meanwhile; what would overlap as before cannot.
  const [first, second] = before.filter(({ organisation }: any) => organisation.name === 'Dubbel')
  const [ended, open] = first.status === 'ended' ? [first, second] : [second, first]
  await coordinator.patch(`/signatures/${open.id}`, { method: 'paper' }, open.version).expect(200)
  const ceased = { reason: 'Enligt pärmen.', endReason: 'ceased' }
  await coordinator.post(`/signatures/${ended.id}/correction`, ceased).expect(200)
  const correction = { reason: 'Enligt pärmen.', endedOn: '2022-06-02' }
  expect(faultsOf(await coordinator.post(`/signatures/${ended.id}/correction`, correction).expect(422))).toEqual([
    '/endedOn overlaps',
  ])
  expect(names(await marked())).toHaveLength(6)
  await coordinator.post(`/signatures/${ended.id}/correction`, { ...correction, endedOn: '2022-05-31' }).expect(200)
  expect(names(await marked())).toEqual(['Förnyad', 'Förnyad', 'Odaterad', 'Odaterad'])
  for (const name of ['Förnyad', 'Odaterad']) {
    const one = (await marked()).find(({ organisation }: any) => organisation.name === name)
    await coordinator.post(`/signatures/${one.id}/annulment`, { reason: 'Dubbelt.' }).expect(200)
  }
  expect(await marked()).toEqual([])

  // Whoever writes: also past the register.
  const write = (signed: string | null, ends: string | null) =>
    t.connection.pool.query(
      `insert into signatures (organisation_id, agreement_id, method, signed_on, signed_on_precision, status, ended_on, end_reason)
       select organisation_id, agreement_id, 'imported', $2::date, case when $2 is null then 'unknown' else 'day' end, 'ended', $3::date, 'withdrawn'
       from signatures where id = $1`,
      [open.id, signed, ends],
    )
  const refused = await write('2020-01-01', '2020-03-02').catch((error: unknown) => error)
  expect(meaningOf(refused, constraintMessages)).toMatchObject({
    code: 'conflict',
    faults: [{ pointer: '/signedOn', code: 'overlaps' }],
  })
  await write('2020-01-01', '2020-03-01')
  await write(null, '2022-01-01')
  await expect(write(null, '2023-01-01')).rejects.toThrow('signatures_one_undated')
})

test('an agreement that was superseded has a last day, and its goals are rows', async () => {
  await using earlier = await databaseBefore('btree_gist')
  const { url, client } = earlier
  await client.query(`
    insert into agreements (code, title, status, valid_from, goals)
      values ('ETT', 'Provavtal (påhittat)', 'open', '2020-01-01', '{Först,Sedan}');
    insert into agreements (code, title, status, valid_from, valid_to)
      values ('TVA', 'Provavtal (påhittat)', 'superseded', '2020-01-01', '2023-12-31')`)
  // The last minutes of a day in UTC are the next one in Sweden.
  await client.query(`set app.now = '2024-05-31T22:30:00Z'`)
  await client.query(`update agreements set status = 'superseded' where code = 'ETT'`)
  await client.query(`set app.now = '2024-09-01T12:00:00Z'`)
  await client.query(`update agreements set title = 'Ett provavtal (påhittat)' where code = 'ETT'`)
  await migrate(url)
  const { rows } = await client.query('select code, valid_to::text from agreements order by code')
  expect(rows).toEqual([
    { code: 'ETT', valid_to: '2024-06-01' },
    { code: 'TVA', valid_to: '2023-12-31' },
  ])
  const goals = async () =>
    (await client.query('select text, valid_to::text as to from agreement_goals order by position, text')).rows
  expect(await goals()).toEqual([
    { text: 'Först', to: null },
    { text: 'Sedan', to: null },
  ])
  const { rows: logged } = await client.query(`select operation from changes where table_name = 'agreement_goals'`)
  expect(logged).toHaveLength(2)
})
