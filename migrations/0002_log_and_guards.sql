-- Triggers that hold whoever writes: the register, an import, a migration or a person in psql.

-- Columns that follow from others: they raise no version and enter no log, so that a partner who is changing its offer is
-- not told that somebody else has changed it each time a place is taken. What made them move is in the log itself.
create function derived_columns() returns text[] language sql immutable parallel safe as $$
  select array['search_text', 'reserved', 'filled', 'completed', 'covered']
$$;
--> statement-breakpoint
-- Every update raises the version and the time of change; id and time of creation stay. An update that changes nothing
-- raises nothing. (A generated column is still empty here, so it is left out of the comparison.)
create function raise_version() returns trigger language plpgsql as $$
begin
  new.id := old.id;
  new.created_at := old.created_at;
  new.version := old.version;
  new.updated_at := old.updated_at;
  if to_jsonb(new) - derived_columns() is distinct from to_jsonb(old) - derived_columns() then
    new.version := old.version + 1;
    new.updated_at := registry_now();
  end if;
  return new;
end
$$;
--> statement-breakpoint
-- Writes what happened to `changes`. Its arguments are the columns whose values never enter the log.
create function log_change() returns trigger language plpgsql as $$
declare
  was jsonb;
  becomes jsonb;
  altered text[];
  kind text := nullif(current_setting('app.actor_kind', true), '');
begin
  if tg_op <> 'INSERT' then was := to_jsonb(old) - derived_columns(); end if;
  if tg_op <> 'DELETE' then becomes := to_jsonb(new) - derived_columns(); end if;
  if tg_op = 'UPDATE' then
    altered := array(
      select key from jsonb_each(becomes)
      where value is distinct from was -> key and key not in ('version', 'updated_at') order by key);
    if altered = '{}' then return null; end if;
    was := (select jsonb_object_agg(key, value) from jsonb_each(was) where key = any(altered));
    becomes := (select jsonb_object_agg(key, value) from jsonb_each(becomes) where key = any(altered));
  else
    altered := array(
      select key from jsonb_each(coalesce(becomes, was))
      where value <> 'null' and key not in ('id', 'version', 'created_at', 'updated_at') order by key);
  end if;
  insert into changes (table_name, row_id, row_version, operation, old_values, new_values, changed,
    actor_kind, actor_id, actor_name, actor_role, actor_organisation_id, request_id)
  values (tg_table_name, coalesce(new.id, old.id), coalesce(new.version, old.version), lower(tg_op),
    was - coalesce(tg_argv, '{}'), becomes - coalesce(tg_argv, '{}'), altered,
    coalesce(kind, 'database'),
    nullif(current_setting('app.actor_id', true), '')::uuid,
    case when kind is null then session_user else nullif(current_setting('app.actor_name', true), '') end,
    nullif(current_setting('app.actor_role', true), ''),
    nullif(current_setting('app.actor_organisation_id', true), '')::uuid,
    nullif(current_setting('app.request_id', true), ''));
  return null;
end
$$;
--> statement-breakpoint
-- What the log could not tell of, or what would change the log.
create function refuse() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'insufficient_privilege', message = tg_argv[0];
end
$$;
--> statement-breakpoint
-- Puts a table under version and log. A new registry table calls this once, in the migration that makes it.
create procedure keep_log(registry_table text, variadic hidden text[] default '{}') language plpgsql as $$
begin
  execute format('create trigger raise_version before update on %I for each row execute function raise_version()',
    registry_table);
  execute format('create trigger log_change after insert or update or delete on %I for each row execute function log_change(%s)',
    registry_table, (select string_agg(quote_literal(name), ', ') from unnest(hidden) name));
  execute format('create trigger no_truncate before truncate on %I for each statement execute function refuse(%L)',
    registry_table, 'the log would miss these rows: delete them');
end
$$;
--> statement-breakpoint
do $$
declare registry_table text;
begin
  foreach registry_table in array array['contribution_types', 'sectors', 'participant_roles', 'target_groups', 'areas',
    'outcome_metrics', 'organisations', 'agreements', 'signatures', 'collaborations', 'participants', 'contributions',
    'needs', 'allocations', 'outcomes', 'follow_ups']
  loop
    call keep_log(registry_table);
  end loop;
  call keep_log('contacts', 'name', 'title', 'email', 'phone', 'consent_evidence');
  call keep_log('api_keys', 'hash');
end
$$;
--> statement-breakpoint
-- The foreign key of an array: every element is a code of the table named second. The codes are locked as a foreign key
-- would lock them, so that none is removed before this row is committed.
create function codes_exist() returns trigger language plpgsql as $$
declare
  wanted text[] := array(select jsonb_array_elements_text(to_jsonb(new) -> tg_argv[0]));
  known text[];
begin
  if wanted = '{}' then return null; end if;
  execute format('select array(select code from %I where code = any($1) for key share)', tg_argv[1]) into known using wanted;
  if not wanted <@ known then
    raise exception using errcode = 'foreign_key_violation', table = tg_table_name,
      constraint = tg_table_name || '_' || tg_argv[0] || '_known',
      message = format('%s of %s has codes that %s does not have', tg_argv[0], tg_table_name, tg_argv[1]);
  end if;
  return null;
end
$$;
--> statement-breakpoint
-- The other side of it: a code does not change, and is not removed while an array holds it. Arguments: table, column, ...
create function codes_unused() returns trigger language plpgsql as $$
declare
  used boolean;
begin
  if tg_op = 'UPDATE' and new.code = old.code then return new; end if;
  for argument in 0 .. tg_nargs - 1 by 2 loop
    execute format('select exists (select 1 from %I where %I @> array[$1])', tg_argv[argument], tg_argv[argument + 1])
      into used using old.code;
    if used then
      raise exception using errcode = 'foreign_key_violation', table = tg_argv[argument],
        constraint = tg_argv[argument] || '_' || tg_argv[argument + 1] || '_known',
        message = format('%s is used in %s', old.code, tg_argv[argument]);
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
--> statement-breakpoint
create trigger areas_known after insert or update of areas on collaborations
  for each row execute function codes_exist('areas', 'areas');
--> statement-breakpoint
create trigger target_groups_known after insert or update of target_groups on collaborations
  for each row execute function codes_exist('target_groups', 'target_groups');
--> statement-breakpoint
create trigger areas_known after insert or update of areas on contributions
  for each row execute function codes_exist('areas', 'areas');
--> statement-breakpoint
create trigger target_groups_known after insert or update of target_groups on contributions
  for each row execute function codes_exist('target_groups', 'target_groups');
--> statement-breakpoint
create trigger areas_known after insert or update of areas on needs
  for each row execute function codes_exist('areas', 'areas');
--> statement-breakpoint
create trigger target_groups_known after insert or update of target_groups on needs
  for each row execute function codes_exist('target_groups', 'target_groups');
--> statement-breakpoint
create trigger codes_unused before update of code or delete on areas
  for each row execute function codes_unused('collaborations', 'areas', 'contributions', 'areas', 'needs', 'areas');
--> statement-breakpoint
create trigger codes_unused before update of code or delete on target_groups
  for each row execute function codes_unused('collaborations', 'target_groups', 'contributions', 'target_groups',
    'needs', 'target_groups');
--> statement-breakpoint
-- No organisation is, over any number of steps, a part of itself. One change of parents at a time, or two could close a
-- circle that neither of them sees.
create function parents_end() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('organisations.parent_id'));
  if exists (
    with recursive above(id, parent_id) as (
      select id, parent_id from organisations where id = new.parent_id
      union
      select parent.id, parent.parent_id from organisations parent join above on parent.id = above.parent_id)
    select 1 from above where id = new.id)
  then
    raise exception using errcode = 'check_violation', table = 'organisations',
      constraint = 'organisations_parents_end', message = 'an organisation cannot be a part of itself';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger parents_end after insert or update of parent_id on organisations
  for each row when (new.parent_id is not null) execute function parents_end();
--> statement-breakpoint
-- The log is only ever written by its trigger, and never changed: not even by accident. The position of a row is given
-- after commit, once (see `changes` in src/changes/table.ts): the one column that may change.
create trigger by_trigger_only before insert on changes for each statement
  when (pg_trigger_depth() = 0) execute function refuse('the log is written by its trigger');
--> statement-breakpoint
create trigger append_only before delete or truncate on changes for each statement
  execute function refuse('the log is append-only');
--> statement-breakpoint
create trigger append_only_rows before update on changes for each row
  when (old.position is not null or to_jsonb(old) - 'position' is distinct from to_jsonb(new) - 'position')
  execute function refuse('the log is append-only');
