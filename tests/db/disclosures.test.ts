import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { decideOutcomes } from '../../src/registry/disclosures/undecided.commands.ts'
import { databaseBefore } from '../support/earlier-schema.ts'

test('figures of before are decided in the order of their making, with the collaborations that contributions were in', async () => {
  await using earlier = await databaseBefore('create table if not exists "disclosures"')
  const { url, client } = earlier
  // What a program of before writes; so it may go on while the new one runs.
  const record = (of: string, value: number, at: string) =>
    client.query(`
      insert into outcomes (${of === 'collaboration' ? 'collaboration_id' : 'contribution_id'}, metric, value, created_at)
        select id, 'deltagare', ${value}, '${at}' from ${of}s where ${of === 'collaboration' ? 'name' : 'title'} = 'Provet'`)
  await client.query(`
    insert into sectors (code, label_sv, label_en) values ('prov', 'Prov', 'Trial');
    insert into outcome_metrics (code, label_sv, label_en) values ('deltagare', 'Deltagare', 'Participants');
    insert into contribution_types (code, label_sv, label_en, unit) values ('prov', 'Prov', 'Trial', 'place');
    insert into organisations (name, kind, sector) values ('Prov', 'informal', 'prov');
    insert into collaborations (name, kind) values ('Provet', 'project'), ('Det andra', 'project');
    insert into contributions (organisation_id, collaboration_id, type, title, offered)
      select o.id, c.id, 'prov', 'Provet', 1 from organisations o, collaborations c where c.name = 'Provet';
    update contributions set collaboration_id = (select id from collaborations where name = 'Det andra')`)
  await record('contribution', 7, '2024-02-01')
  await record('collaboration', 10, '2024-01-01')

  await migrate(url)
  const homes = await client.query(
    'select name from contribution_homes join collaborations on id = collaboration_id order by 1',
  )
  expect(homes.rows.map(({ name }) => name)).toEqual(['Det andra', 'Provet'])
  const told = async () =>
    (await client.query('select value, disclosure from outcomes order by created_at')).rows.map(
      ({ value, disclosure }) => [value, disclosure],
    )
  expect(await told()).toEqual([
    [10, null],
    [7, null],
  ])
  const { db, close } = connect(url, () => {})
  try {
    while ((await decideOutcomes(db, new Date())) > 0);
    expect(await told()).toEqual([
      [10, 'value'],
      [7, 'nothing'],
    ])
    await client.query(`update outcomes set value = 3 where value = 10`)
    expect(await told()).toEqual([
      [3, null],
      [7, 'nothing'],
    ])
  } finally {
    await close()
  }
})
