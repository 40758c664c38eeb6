import type pg from 'pg'

/** Several rows in every registry table, all of them made at one moment, so that every order has ties to break. */
export async function fillTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    begin;
    insert into organisations (name, kind, sector, aliases, description_sv, email)
      select name || ' (påhittad)', 'legal_entity', 'business', '{Alias}', 'Påhittad', 'info@prov.example'
      from unnest(array['Östan', 'Ärlan', 'Åsen', 'Zäta', 'zäta', 'Aspen']) name;
    insert into documents (title, kind, published_on, published_on_precision)
      select title || ' (påhittad)', 'report', '2024-01-01', 'year' from unnest(array['Översikt', 'Återblick', 'Årsbok']) title;
    insert into contacts (organisation_id, name, email, role)
      select id, 'Test Testsson', 'test@prov.example', role from organisations, unnest(array['press', 'signatory']) role;
    insert into consents (contact_id, organisation_id, event, day, evidence)
      select id, organisation_id, event, '2025-01-15', 'Blankett'
      from contacts, unnest(array['given', 'withdrawn', 'given']) event;
    insert into agreements (code, title, status, valid_from)
      select 'PROV-' || n, 'Avtal (påhittat)', 'open', '2020-02-01' from generate_series(1, 4) n;
    insert into agreement_goals (agreement_id, text, position, deadline)
      select id, 'Mål ' || n || ' (påhittat)', n, date '2027-12-31' from agreements, generate_series(1, 3) n;
    insert into signatures (organisation_id, agreement_id, diary_number, deciding_body, scan_hash, signed_by_contact_id, method, signed_on, signed_on_precision)
      select o.id, a.id, 'PROV 2020/' || substr(o.id::text, 30), 'Styrelsen (påhittad)', repeat('0', 52) || substr(o.id::text, 25), (select id from contacts c where c.organisation_id = o.id and role = 'signatory'), 'paper', case when o.name < 'M' then date '2020-02-01' end, case when o.name < 'M' then 'day' else 'unknown' end
      from organisations o, agreements a where o.visibility = 'public';
    insert into corrections (table_name, row_id, row_version, reason)
      select 'signatures', id, version, 'Prov' from signatures limit 3;
    insert into applications (agreement_id, name, kind, sector, contact_name, contact_title, contact_email, contact_phone, message)
      select a.id, name || ' (påhittad)', 'informal', 'civil_society', 'Test Testsson', 'ordförande', 'test@prov.example', '0303-00 00 00', 'Hej'
      from agreements a, unnest(array['Örnen', 'Äpplet']) name where a.code in ('PROV-1', 'PROV-2');
    insert into proposals (organisation_id, name, reason)
      select id, name || ' (nytt namn)', 'Nytt namn' from organisations;
    insert into collaborations (name, kind, started_on, started_on_precision, status)
      select name || ' (påhittat)', 'project', case when name < 'M' then date '2021-01-01' end,
        case when name < 'M' then 'year' else 'unknown' end, 'active'
      from unnest(array['Öppet hus', 'Arbetsspåret', 'Åkturen', 'Mässan']) name;
    insert into participants (collaboration_id, organisation_id, role)
      select c.id, o.id, 'partner' from collaborations c, organisations o where o.name < 'P';
    insert into contributions (organisation_id, supervisor_contact_id, type, title, offered, status, published_at, starts_on, ends_on, apply_by)
      select o.id, (select id from contacts c where c.organisation_id = o.id and role = 'signatory'), 'feriejobb', 'Plats (påhittad)', 3, 'published', registry_now(),
        case when n > 1 then date '2025-06-16' + n end, case when n > 1 then date '2025-07-11' end, case when n > 2 then date '2025-04-30' end
      from organisations o, generate_series(1, 3) n;
    insert into needs (organisation_id, type, title, quantity, starts_on, ends_on, status)
      select o.id, 'feriejobb', called || ' (påhittat)', 3, date '2025-06-16' + (o.name < 'M')::int, '2025-07-11',
        case called when 'Ögat' then 'closed' else 'open' end
      from organisations o, unnest(array['Ögat', 'Åket']) called;
    insert into allocations (contribution_id, matcher_id, quantity, reference, status, hold_minutes, expires_at)
      select c.id, case when n > 1 then c.organisation_id end, 1, case when n > 1 then 'R-' || n end,
        case when n > 2 then 'waiting' else 'reserved' end, 60,
        case when n <= 2 then registry_now() + interval '1 hour' end
      from contributions c, generate_series(1, 5) n;
    insert into outcomes (contribution_id, metric, value, from_day, to_day, publicly_stated, sources, disclosure)
      select c.id, metric, case metric when 'deltagare' then 30 else 3 end, '2025-06-16', '2025-07-11', metric = 'slutfort', (select jsonb_build_array(jsonb_build_object('documentId', id)) from documents order by id limit 1),
        case metric when 'fatt_arbete' then 'few' else 'value' end
      from contributions c, unnest(array['deltagare', 'fatt_arbete', 'slutfort']) metric;
    insert into follow_ups (contribution_id, due_on)
      select id, '2025-10-09' from contributions;
    insert into accounts (issuer, subject, name)
      select 'https://login.prov.example', 'prov-' || n, 'Test Testsson' from generate_series(1, 4) n;
    insert into account_uses (account_id, last_seen_at)
      select id, date_trunc('hour', registry_now()) from accounts;
    select set_config('app.actor_role', 'coordinator', true);
    select redact_history('redaction', 'organisations', id, '{aliases}', '{}', 'Prov') from organisations where name like 'Z%';
    commit;`)
}
