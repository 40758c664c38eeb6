-- The log is sealed: every committed row gets its position and becomes a link of a chain of hashes, so that a row that
-- somebody alters or removes past the register is found (`cli audit verify`). One function writes the seals, one redacts;
-- they and the trigger that logs run as their owner, so that the register's own role has no right to write the log.

-- What a row of the log says, as one hash. Its zone is fixed, and its columns are named: a column that is added to the
-- log later does not change what older rows hash to. What was redacted has no salt any more.
create function change_content(entry changes) returns bytea language sql stable set timezone = 'UTC' as $$
  select sha256(convert_to(jsonb_build_array(entry.seq, entry.table_name, entry.row_id, entry.row_version, entry.operation,
    entry.old_values, entry.new_values, entry.changed, entry.actor_kind, entry.actor_id, entry.actor_name, entry.actor_role,
    entry.actor_organisation_id, entry.request_id, entry.at, entry.salt)::text, 'UTF8'))
$$;
--> statement-breakpoint
create function chain_link(before bytea, position_ bigint, content bytea) returns bytea language sql immutable parallel safe as $$
  select sha256(coalesce(before, '') || int8send(position_) || content)
$$;
--> statement-breakpoint
-- Seals what has been committed since the last time, the oldest first, and answers how many rows; 0 when none is left.
--
--   writer A   takes seq 7 ................ commits
--   writer B      takes seq 8, commits
--   seal              8 gets position 7         7 gets position 8
--
-- A reader who follows positions sees both, each once: what gets a position has been committed, positions are given one
-- caller at a time, and the loop below begins its own snapshot after it has the lock, so nothing with a lower position is
-- still to come. Changes of one row keep their order: the lock on the row has put their commits in the order of seq.
create function seal_changes(most integer default 5000) returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  head chain_head;
  entry changes;
  content bytea;
  sealed integer := 0;
begin
  if not exists (select 1 from changes where position is null) then return 0; end if;
  select * into strict head from chain_head for update;
  for entry in select * from changes where position is null order by seq limit most loop
    content := change_content(entry);
    head.position := head.position + 1;
    head.link := chain_link(head.link, head.position, content);
    update changes set position = head.position, content_hash = content, link = head.link where seq = entry.seq;
    sealed := sealed + 1;
  end loop;
  update chain_head set position = head.position, link = head.link;
  return sealed;
end
$$;
--> statement-breakpoint
insert into chain_head (position, link) values (0, '');
--> statement-breakpoint
call keep_log('redactions');
--> statement-breakpoint
-- Takes fields (all of them when none is named) out of the history of one row, for good, but for values that the row has
-- still, and answers how many entries that touched. What stands there since is hashed again into `redactions`, whose own
-- entry in the log is sealed as any.
create function redact_history(kind text, registry_table text, row_id_ uuid, fields text[], present jsonb, reason text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry changes;
  hashes jsonb := '{}';
  touched integer := 0;
begin
  if not is_coordinator() then
    raise exception using errcode = 'insufficient_privilege', message = 'only coordinators redact';
  end if;
  perform 1 from chain_head for update;
  perform set_config('app.redacting', 'on', true);
  for entry in
    update changes set old_values = redacted(old_values, redact_history.fields, present), new_values = redacted(new_values, redact_history.fields, present), salt = null
    where table_name = registry_table and row_id = row_id_ and (
      old_values is distinct from redacted(old_values, redact_history.fields, present)
      or new_values is distinct from redacted(new_values, redact_history.fields, present))
    returning *
  loop
    touched := touched + 1;
    if entry.position is not null then
      hashes := hashes || jsonb_build_object(entry.seq::text, encode(change_content(entry), 'hex'));
    end if;
  end loop;
  perform set_config('app.redacting', '', true);
  if touched > 0 then
    insert into redactions (kind, table_name, row_id, fields, reason, contents)
    values (kind, registry_table, row_id_, coalesce(redact_history.fields, '{}'), reason, hashes);
  end if;
  return touched;
end
$$;
--> statement-breakpoint
-- Values of a row of the log without those of the fields named, or of all but what says whose it was and that it is gone.
create function redacted(logged jsonb, fields text[], present jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, case
    when value = 'null' or value = present -> key then value
    when fields is null and key not in ('id', 'version', 'created_at', 'updated_at', 'organisation_id', 'contact_id', 'erased_at')
      or key = any(fields) then '"[redacted]"'
    else value end), logged)
  from jsonb_each(logged)
$$;
--> statement-breakpoint
revoke execute on function seal_changes, redact_history from public;
--> statement-breakpoint
drop trigger append_only_rows on changes;
--> statement-breakpoint
create trigger append_only_rows before update on changes for each row
  when (coalesce(current_setting('app.redacting', true), '') <> 'on' and (old.position is not null or
    to_jsonb(old) - '{position,content_hash,link}'::text[] is distinct from to_jsonb(new) - '{position,content_hash,link}'::text[]))
  execute function refuse('the log is append-only');
--> statement-breakpoint
-- As in 0002, but run as its owner, and telling an erasure from another update.
create or replace function log_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was jsonb;
  becomes jsonb;
  altered text[];
  what text := lower(tg_op);
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
    if was -> 'erased_at' = 'null' then what := 'erase'; end if;
  else
    altered := array(
      select key from jsonb_each(coalesce(becomes, was))
      where value <> 'null' and key not in ('id', 'version', 'created_at', 'updated_at') order by key);
  end if;
  insert into changes (table_name, row_id, row_version, operation, old_values, new_values, changed,
    actor_kind, actor_id, actor_name, actor_role, actor_organisation_id, request_id)
  values (tg_table_name, coalesce(new.id, old.id), coalesce(new.version, old.version), what,
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
