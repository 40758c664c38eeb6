import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { idOf } from '../../src/seed/ids.ts'
import { databaseBefore } from '../support/earlier-schema.ts'

const known = 'Uppföljning program Social hållbarhet 2023 (2024-02-20)'

test('texts of before become documents that their rows cite, with a version and in the log', async () => {
  await using before = await databaseBefore('cited_texts')
  const { url, client } = before
  await client.query(
    `insert into sectors (code, label_sv, label_en, position) values ('other', 'Annat', 'Other', 1);
     insert into organisations (name, kind, sector, tags, sources) values
       ('A (påhittad)', 'informal', 'other', '{evidens:P,fika}', array['Protokoll (påhittat)', '${known}']),
       ('B (påhittad)', 'informal', 'other', '{}', '{}');
     insert into outcome_metrics (code, label_sv, label_en, position) values ('natta', 'Nådda', 'Reached', 1);
     insert into collaborations (name, kind, tags, sources) values ('C (påhittat)', 'project', '{harlett}', array['Protokoll (påhittat)']);
     insert into outcomes (collaboration_id, metric, value, publicly_stated, sources)
       select id, 'natta', 3, true, array['${known}'] from collaborations`,
  )
  await migrate(url)
  const { rows: documents } = await client.query(
    `select id, title, kind, published_on::text from documents order by kind`,
  )
  expect(documents).toEqual([
    {
      id: idOf('documents/uppfoljning-2023'),
      title: 'Uppföljning program Social hållbarhet 2023',
      kind: 'follow_up',
      published_on: '2024-02-20',
    },
    { id: expect.any(String), title: 'Protokoll (påhittat)', kind: 'other', published_on: null },
  ])
  const [followUp, other] = documents.map(({ id }) => ({ documentId: id }))
  const rowsOf = async (statement: string) => (await client.query(statement)).rows
  expect(
    await rowsOf(`select name, sources, attested_from::text as "from", attested_to::text as "to", evidence, tags, version
      from organisations order by name`),
  ).toEqual([
    {
      name: 'A (påhittad)',
      sources: [other, followUp],
      from: '2024-02-20',
      to: '2024-02-20',
      evidence: 'participant',
      tags: ['fika'],
      version: 3,
    },
    { name: 'B (påhittad)', sources: [], from: null, to: null, evidence: null, tags: [], version: 1 },
  ])
  expect(await rowsOf('select tags, inferred, sources from collaborations')).toEqual([
    { tags: [], inferred: ['status'], sources: [other] },
  ])
  expect(await rowsOf('select sources, publicly_stated from outcomes')).toEqual([
    { sources: [followUp], publicly_stated: true },
  ])
  const [told] = await rowsOf(`select new_values -> 'sources' as sources from changes
    where table_name = 'outcomes' and operation = 'update'`)
  expect(told).toEqual({ sources: [followUp] })
  // What stands in their place holds: no row cites what is no document, and none that is cited goes.
  await expect(client.query(`delete from documents where kind = 'follow_up'`)).rejects.toThrow('cites it')
  await expect(
    client.query(`update organisations set sources = '[{"documentId": "00000000-0000-7000-8000-000000000000"}]'`),
  ).rejects.toThrow('no document')
})
