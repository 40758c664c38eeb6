import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { databaseBefore } from '../support/earlier-schema.ts'

test('figures of before keep their periods, and those of two report years are told apart', async () => {
  await using earlier = await databaseBefore('add column if not exists "report_year"')
  const { url, client } = earlier
  await client.query(`
    insert into sectors (code, label_sv, label_en) values ('prov', 'Prov', 'Trial');
    insert into outcome_metrics (code, label_sv, label_en) values ('deltagare', 'Deltagare', 'Participants'),
      ('besok', 'Besök', 'Visits'), ('eget', 'Eget', 'Own');
    insert into contribution_types (code, label_sv, label_en, unit) values ('prov', 'Prov', 'Trial', 'place');
    insert into organisations (name, kind, sector) values ('Prov', 'informal', 'prov');
    insert into contributions (organisation_id, type, title, offered, status, published_at)
      select id, 'prov', 'Provet', 1, 'closed', now() from organisations`)
  /** What a program of before writes; so it may go on while the new one runs. */
  const record = (days: string, metric = 'deltagare') =>
    client.query(`
      insert into outcomes (contribution_id, metric, value, from_day, to_day)
        select id, '${metric}', 7, ${days} from contributions`)
  const report = (year: number) =>
    client.query(`
      insert into outcomes (contribution_id, metric, value, report_year) select id, 'deltagare', 7, ${year} from contributions`)
  const taken = { constraint: 'outcomes_once_a_period', code: '23505' }
  await record('null, null')
  await record(`'2022-01-01', '2022-12-31'`)
  await record(`'2022-01-01', null`)
  await expect(record('null, null')).rejects.toMatchObject(taken)

  await migrate(url)
  for (const days of ['null, null', `'2022-01-01', '2022-12-31'`, `'2022-01-01', null`]) {
    await expect(record(days)).rejects.toMatchObject(taken)
  }
  await record('null, null', 'eget')
  await report(2023)
  await report(2024)
  await expect(report(2024)).rejects.toMatchObject(taken)
  // The year that is there by its days.
  await expect(report(2022)).rejects.toMatchObject(taken)
  await expect(client.query('update contributions set report_year = 2023, starts_on = now()')).rejects.toMatchObject({
    constraint: 'contributions_report_year_alone',
  })
  await expect(client.query(`update contributions set report_year = 2023, status = 'published'`)).rejects.toMatchObject(
    { constraint: 'contributions_report_year_over' },
  )
  await expect(client.query(`update outcomes set report_year = 2021 where from_day is not null`)).rejects.toMatchObject(
    { constraint: 'outcomes_report_year_alone' },
  )
  // What the metrics of the register count is said, and of others left to say; the log has it.
  const { rows: units } = await client.query('select code, unit, version from outcome_metrics order by code')
  expect(units).toEqual([
    { code: 'besok', unit: 'visit', version: 2 },
    { code: 'deltagare', unit: 'person', version: 2 },
    { code: 'eget', unit: null, version: 1 },
  ])
  const { rows: logged } = await client.query(
    `select count(*)::int from changes where table_name = 'outcome_metrics' and operation = 'update'`,
  )
  expect(logged).toEqual([{ count: 2 }])
})
