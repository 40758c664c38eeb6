import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { databaseBefore } from '../support/earlier-schema.ts'

test('what was folded before all Latin letters were is folded anew, and that is no change of any row', async () => {
  await using earlier = await databaseBefore('regexp_replace(lower(normalize')
  const { url, client } = earlier
  await client.query(`
    insert into sectors (code, label_sv, label_en) values ('prov', 'Prov', 'Trial');
    insert into organisations (name, kind, sector) values ('Åsas Škoda', 'informal', 'prov'), ('Åsas bil', 'informal', 'prov');
    insert into collaborations (name, kind, activities) values ('Straßenfest', 'project', '{Łódź}');
    insert into contribution_types (code, label_sv, label_en, unit) values ('prov', 'Prov', 'Trial', 'place');
    insert into contributions (organisation_id, type, title, place, offered)
      select id, 'prov', 'Plats', 'Łódź', 1 from organisations where name = 'Åsas Škoda';
    insert into needs (organisation_id, type, title, requirements, quantity, starts_on, ends_on)
      select id, 'prov', 'Behov', 'Þ', 1, '2025-06-01', '2025-06-30' from organisations where name = 'Åsas bil'`)
  const stored = async (table: string) => {
    const { rows } = await client.query(`select search_text, version, updated_at from ${table} order by id`)
    return rows
  }
  const tables = ['organisations', 'collaborations', 'contributions', 'needs']
  const before = await Promise.all(tables.map(stored))
  expect(before.flat().map(({ search_text: text }) => text.trim().replace(/ +/g, ' '))).toEqual([
    'asas škoda',
    'asas bil',
    'straßenfest łodź',
    'plats łodź',
    'behov þ',
  ])
  const logged = async () => {
    const entries = 'select count(*)::int as count from changes where table_name = any($1)'
    return (await client.query(entries, [tables])).rows[0].count
  }
  const entries = await logged()

  await migrate(url)
  const after = await Promise.all(tables.map(stored))
  expect(after.flat().map(({ search_text: text }) => text.trim().replace(/ +/g, ' '))).toEqual([
    'asas skoda',
    'asas bil',
    'strassenfest lodz',
    'plats lodz',
    'behov th',
  ])
  const rest = (rows: object[][]) => rows.flat().map((row) => ({ ...row, search_text: '' }))
  expect(rest(after)).toEqual(rest(before))
  expect(await logged()).toBe(entries)
  // The triggers that were put aside for it are back.
  await client.query(`update organisations set name = 'Åsas nya' where name = 'Åsas bil'`)
  expect(await logged()).toBe(entries + 1)
})
