import type pg from 'pg'

/** Tables that may grow without end, or to some thousands, in the order of dependence; and how one is filled. */
const tables: Record<string, string> = {
  organisations: `insert into organisations (name, kind, sector, visibility, tags, ended_on)
    select 'Aktör ' || n || ' (påhittad)', 'legal_entity', (array['business', 'faith', 'housing', 'other'])[1 + n % 4],
      case when n % 9 = 0 then 'internal' else 'public' end, array['t' || n % 500], case when n % 20 = 0 then date '2020-01-01' end`,
  contacts: `insert into contacts (organisation_id, name, email, role)
    select o[1 + n % 1000], 'Test Testsson ' || n, 'test' || n || '@prov.example', (array['press', 'signatory'])[1 + n % 2]`,
  agreements: `insert into agreements (code, title, status, valid_from)
    select 'STOR-' || n, 'Avtal (påhittat)', 'open', date '2020-01-01' + n % 2000`,
  signatures: `insert into signatures (organisation_id, agreement_id, method, signed_on, signed_on_precision)
    select o[1 + n % 1000], a[1 + (n - 1) / 1000], 'paper', date '2016-01-01' + n % 3000, 'day'`,
  collaborations: `insert into collaborations (name, kind, started_on, started_on_precision, status, areas, tags)
    select 'Samarbete ' || n || ' (påhittat)', (array['project', 'network', 'fair', 'model'])[1 + n % 4], date '2016-01-01' + n % 3000,
      'day', 'active', array[(array['halsa', 'boende', 'trygghet'])[1 + n % 3]], array['t' || n % 500]`,
  participants: `insert into participants (collaboration_id, organisation_id, role)
    select l[1 + n % 1000], o[1 + (n - 1) / 1000], 'partner'`,
  schedules: `insert into schedules (collaboration_id) select l[n]`,
  occurrences: `insert into occurrences (schedule_id, original_start, start)
    select s[1 + n % 1000], at + interval '5 years', at + interval '5 years'`,
  contributions: `insert into contributions (organisation_id, collaboration_id, type, title, description, areas, target_groups, languages,
      starts_on, ends_on, apply_by, offered, status, published_at, external_reference, created_at, updated_at)
    select o[1 + n % 1000], case when n % 10 = 0 then l[1 + n % 1000] end,
      (array['feriejobb', 'praktikplats', 'mentorskap', 'lokal', 'prao', 'maltid', 'bostad', 'annat'])[1 + n % 8],
      (array['Sommar', 'Vinter', 'Lager'])[1 + n % 3] || 'jobb ' || n, 'Prov',
      array[(array['halsa', 'boende', 'trygghet'])[1 + n % 3]], array['gymnasieelever'], '{sv}', date '2016-01-01' + n % 4000,
      date '2016-02-01' + n % 4000, date '2015-12-01' + n % 4000, 3,
      (array['published', 'draft', 'followed_up', 'followed_up', 'followed_up'])[1 + n % 5], registry_now(), 'ref-' || n, at, at`,
  needs: `insert into needs (organisation_id, type, title, quantity, starts_on, ends_on, areas, status, created_at, updated_at)
    select o[1 + n % 1000], (array['feriejobb', 'praktikplats', 'lokal', 'prao'])[1 + n % 4], 'Behov ' || n, 3,
      date '2016-01-01' + n % 4000, date '2016-02-01' + n % 4000, array[(array['halsa', 'boende', 'trygghet'])[1 + n % 3]],
      (array['open', 'closed', 'closed', 'closed'])[1 + n % 4], at, at`,
  allocations: `insert into allocations (contribution_id, matcher_id, need_id, quantity, reference, status, hold_minutes, created_at, updated_at)
    select c[n], o[1 + n % 1000], case when n % 10 = 0 then d[1 + n % 1000] end, 1, 'R-' || n,
      (array['completed', 'cancelled', 'confirmed', 'waiting'])[1 + n % 4], 60, at, at`,
  outcomes: `insert into outcomes (contribution_id, metric, value, from_day, to_day, report_year, disclosure, created_at, updated_at)
    select c[n], (array['deltagare', 'slutfort', 'studier'])[1 + n / 1000 % 3], 30, case when n % 10 > 0 then date '2016-01-01' + n end,
      case when n % 10 > 0 then date '2016-02-01' + n end, case when n % 10 = 0 then 2016 + n / 10 % 10 end, 'value', at, at`,
  follow_ups: `insert into follow_ups (contribution_id, due_on, status, created_at, updated_at)
    select c[n], date '2016-01-01' + n % 4000, case when n % 10 = 0 then 'due' else 'done' end, at, at`,
  api_keys: `insert into api_keys (name, role, organisation_id, hash, hint)
    select 'Prov', 'partner', o[1 + n % 1000], sha256(n::text::bytea), 'sk_prov'`,
}

/** There will never be many of these. */
const few: Record<string, number> = { agreements: 20, api_keys: 100, schedules: 1000 }

/** The tables that `manyRows` makes large. */
export const large = Object.keys(tables).filter((table) => !few[table])

/** So many rows in every table that can grow, past the triggers that would log each, and what the planner knows of them. */
export async function manyRows(pool: pg.Pool, count: number): Promise<void> {
  const client = await pool.connect()
  try {
    // Triggers and foreign keys would take most of the time.
    await client.query('set statement_timeout = 0; set session_replication_role = replica')
    for (const [table, insert] of Object.entries(tables)) {
      await client.query(`${insert}
        from generate_series(1, ${few[table] ?? count}) n,
          lateral (select timestamptz '2020-01-01Z' + n * interval '1 hour' as at) moment,
          (select array(select id from organisations where name like 'Aktör %' order by id) as o) organisations_made,
          (select array(select id from agreements where code like 'STOR-%' order by id) as a) agreements_made,
          (select array(select id from collaborations where name like 'Samarbete %' order by id limit 1000) as l) collaborations_made,
          (select array(select id from schedules) as s) schedules_made,
          (select array(select id from contributions where external_reference like 'ref-%' order by id) as c) contributions_made,
          (select array(select id from needs where title like 'Behov %' order by id limit 1000) as d) needs_made`)
    }
    await client.query('reset statement_timeout; reset session_replication_role')
    // An index of words first keeps what is new in a heap, which nobody should search.
    await client.query('vacuum (analyze)')
  } finally {
    client.release()
  }
}
