import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { nobody } from '../support/builders.ts'
import { databaseBefore } from '../support/earlier-schema.ts'

test('contacts from before there was a log of consents have theirs in it, and kept answers name nobody who signed', async () => {
  await using earlier = await databaseBefore('CREATE TABLE "consents"')
  const { url, client } = earlier
  await client.query(`
    insert into sectors (code, label_sv, label_en) values ('prov', 'Prov', 'Trial');
    insert into organisations (name, kind, sector) values ('Provpartnern (påhittad)', 'informal', 'prov');
    insert into contacts (organisation_id, name, role, legal_basis, consent_given_on, consent_withdrawn_on, consent_evidence)
      select id, named, 'press', basis, given::date, withdrawn::date, 'Blankett' from organisations, (values
        ('Utan', 'public_task', null, null),
        ('Given', 'consent', '2024-01-15', null),
        ('Withdrawn', 'consent', '2024-01-16', '2024-02-01')) past(named, basis, given, withdrawn)`)
  const answered = {
    id: nobody,
    signedByFunction: 'Provningsmästare',
    _links: { self: { href: `/signatures/${nobody}` } },
  }
  await client.query(
    `insert into replays (caller, key, request_hash, status, headers, body)
     values ('prov', '1', '', 201, '{}', $1), ('prov', '2', '', 201, '{}', '"kept"'), ('prov', '3', '', 204, '{}', null)`,
    [JSON.stringify(answered)],
  )
  await migrate(url)
  const { rows: kept } = await client.query('select body from replays order by key')
  expect(kept).toEqual([{ body: JSON.stringify(nobody) }, { body: '"kept"' }, { body: null }])
  const { rows } = await client.query(`
    select name, event, day::text, evidence from consents join contacts on contacts.id = contact_id
    order by name, day`)
  expect(rows).toEqual([
    { name: 'Given', event: 'given', day: '2024-01-15', evidence: 'Blankett' },
    { name: 'Withdrawn', event: 'given', day: '2024-01-16', evidence: 'Blankett' },
    { name: 'Withdrawn', event: 'withdrawn', day: '2024-02-01', evidence: 'Blankett' },
  ])
  const { rows: logged } = await client.query(`select new_values from changes where table_name = 'consents'`)
  expect(logged).toHaveLength(3)
  expect(JSON.stringify(logged)).not.toContain('Blankett')
})
