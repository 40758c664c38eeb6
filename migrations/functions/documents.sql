-- The foreign key of `sources`: every one is a document, locked as a foreign key would lock it; and what the row is attested
-- by: the dates of its oldest and newest document, each the last day that it may be of.
create or replace function attest() returns trigger language plpgsql as $$
declare
  wanted uuid[];
  known uuid[];
begin
  if new.sources = '[]' then
    new.attested_from := null;
    new.attested_to := null;
    return new;
  end if;
  -- As Postgres writes ids: what cites a document is found by that.
  new.sources := (
    select jsonb_agg(source || jsonb_build_object('documentId', (source ->> 'documentId')::uuid) order by place)
    from jsonb_array_elements(new.sources) with ordinality told (source, place));
  wanted := array(select distinct (source ->> 'documentId')::uuid from jsonb_array_elements(new.sources) source);
  known := array(select id from documents where id = any(wanted) for key share);
  if not wanted <@ known then
    raise exception using errcode = 'foreign_key_violation', table = tg_table_name,
      constraint = 'sources_are_documents', message = 'a source is no document';
  end if;
  select min(dated), max(dated) into new.attested_from, new.attested_to
  from documents, lateral (values (document_date(documents))) of_document (dated)
  where id = any(wanted);
  return new;
end
$$;

-- When a document is of: published, or else decided; the last day that this may have been, which is none after the day on
-- which somebody last wrote what is known of it.
create or replace function document_date(document documents) returns date language sql stable parallel safe as $$
  select greatest(first_day, least(last_day, (document.updated_at at time zone 'Europe/Stockholm')::date))
  from (select coalesce(document.published_on, document.decided_on) as first_day,
    coalesce(
      period_end(document.published_on, document.published_on_precision),
      period_end(document.decided_on, document.decided_on_precision)) as last_day) dated
  where first_day is not null
$$;

-- The other side of it. A document that is dated anew dates what cites it; one that is cited is not removed.
create or replace function attest_anew() returns trigger language plpgsql as $$
declare
  cited jsonb := jsonb_build_array(jsonb_build_object('documentId', old.id));
begin
  for place in 0 .. tg_nargs - 1 loop
    execute format('
      update %1$I citing set attested_from = oldest, attested_to = newest
      from (
        select %1$I.id, min(document_date(documents)) as oldest, max(document_date(documents)) as newest
        from %1$I, jsonb_array_elements(sources) source join documents on documents.id = (source ->> ''documentId'')::uuid
        where sources @> $1 group by %1$I.id) dated
      where citing.id = dated.id and (attested_from, attested_to) is distinct from (oldest, newest)', tg_argv[place])
      using cited;
  end loop;
  return null;
end
$$;

create or replace function documents_uncited() returns trigger language plpgsql as $$
declare
  cited jsonb := jsonb_build_array(jsonb_build_object('documentId', old.id));
  used boolean;
begin
  for place in 0 .. tg_nargs - 1 loop
    execute format('select exists (select 1 from %I where sources @> $1)', tg_argv[place]) into used using cited;
    if used then
      raise exception using errcode = 'foreign_key_violation', table = tg_argv[place],
        constraint = 'documents_cited', message = format('%s cites it', tg_argv[place]);
    end if;
  end loop;
  return old;
end
$$;

do $$
declare
  citing text[] := '{agreements,areas,collaborations,contributions,organisations,outcomes,participants,signatures}';
  arguments text := (select string_agg(quote_literal(name), ', ') from unnest(citing) name);
  registry_table text;
begin
  foreach registry_table in array citing loop
    execute format('create or replace trigger attest before insert or update of sources on %I for each row execute function attest()', registry_table);
  end loop;
  execute format('create or replace trigger attest_anew after update on documents for each row
    when (document_date(old) is distinct from document_date(new)) execute function attest_anew(%s)', arguments);
  execute format('create or replace trigger documents_uncited before delete on documents for each row execute function documents_uncited(%s)', arguments);
end
$$;

create or replace trigger parents_end after insert or update of parent_id on documents for each row
  when (new.parent_id is not null) execute function parents_end();
