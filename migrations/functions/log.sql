-- Versions and the log, whoever writes: the register, an import, a migration or a person in psql.

-- Every update raises the version and the time of change; id and time of creation stay. An update that changes nothing
-- raises nothing. (A computed column is still empty here.)
create or replace function raise_version() returns trigger language plpgsql as $$
declare
  unversioned text[] := derived_columns(tg_table_name) || computed_columns(tg_table_name);
begin
  new.id := old.id;
  new.created_at := old.created_at;
  new.version := old.version;
  new.updated_at := old.updated_at;
  if to_jsonb(new) - unversioned is distinct from to_jsonb(old) - unversioned then
    new.version := old.version + 1;
    new.updated_at := registry_now();
  end if;
  return new;
end
$$;

-- Writes what happened to `changes`, as its owner: the register's own role has no right to write the log. Its arguments are
-- the columns whose values never enter the log. An entry holds the whole row after the change, and before it what the change
-- has replaced; whose row it was then, and whether it was public. `derive` is an update of derived columns alone.
create or replace function log_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  derived text[] := derived_columns(tg_table_name);
  hidden text[] := coalesce(tg_argv, '{}');
  computed text[] := computed_columns(tg_table_name);
  was jsonb;
  becomes jsonb;
  altered text[];
  what text := lower(tg_op);
  kind text := nullif(current_setting('app.actor_kind', true), '');
  stood record;
begin
  if tg_op <> 'INSERT' then was := to_jsonb(old) - computed; end if;
  if tg_op <> 'DELETE' then becomes := to_jsonb(new) - computed; end if;
  if tg_op = 'UPDATE' then
    altered := array(
      select key from jsonb_each(becomes)
      where value is distinct from was -> key and key not in ('version', 'updated_at') order by key);
    if altered = '{}' then return null; end if;
    if altered <@ derived then what := 'derive'; end if;
    if was -> 'erased_at' = 'null' and becomes -> 'erased_at' <> 'null' then what := 'erase'; end if;
    was := (select jsonb_object_agg(key, was -> key) from unnest(altered) key);
  else
    altered := array(
      select key from jsonb_each(coalesce(becomes, was))
      where value <> 'null' and key not in ('id', 'version', 'created_at', 'updated_at') and key <> all (derived) order by key);
  end if;
  stood := standing(tg_table_name, coalesce(becomes, was), false);
  insert into changes (form, table_name, row_id, row_version, operation, old_values, new_values, changed, organisation_ids, is_public,
    actor_kind, actor_id, actor_name, actor_role, actor_organisation_id, request_id)
  values (2, tg_table_name, coalesce(new.id, old.id), coalesce(new.version, old.version), what,
    was - hidden, becomes - hidden, altered, stood.organisation_ids, stood.is_public,
    coalesce(kind, 'database'),
    nullif(current_setting('app.actor_id', true), '')::uuid,
    case when kind is null then session_user else nullif(current_setting('app.actor_name', true), '') end,
    nullif(current_setting('app.actor_role', true), ''),
    nullif(current_setting('app.actor_organisation_id', true), '')::uuid,
    nullif(current_setting('app.request_id', true), ''));
  return null;
end
$$;
-- Who may execute it could hang it on a temporary table, and write there what the log is to say.
revoke execute on function log_change from public;

-- What the log could not tell of, or what would change the log.
create or replace function refuse() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'insufficient_privilege', message = tg_argv[0];
end
$$;

-- Puts a table under version and log; named besides are its columns whose values never enter it. The migration that makes
-- a registry table calls this once. What else it says of its columns stands in columns.sql.
create or replace procedure keep_log(registry_table text, variadic hidden text[] default '{}') language plpgsql as $$
begin
  execute format('create trigger raise_version before update on %I for each row execute function raise_version()',
    registry_table);
  execute format('create trigger log_change after insert or update or delete on %I for each row execute function log_change(%s)',
    registry_table, (select string_agg(quote_literal(name), ', ') from unnest(hidden) name));
  execute format('create trigger no_truncate before truncate on %I for each statement execute function refuse(%L)',
    registry_table, 'the log would miss these rows: delete them');
end
$$;
