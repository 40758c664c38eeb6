-- Values of an entry without those of the fields named, or of all but what says whose it was and that it is gone; what the
-- row says still, `present`, stays.
create or replace function redacted(logged jsonb, fields text[], present jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, case
    when value = 'null' or value = present -> key then value
    when fields is null and key not in ('id', 'version', 'created_at', 'updated_at', 'organisation_id', 'contact_id', 'erased_at')
      or key = any(fields) then '"[redacted]"'
    else value end), logged)
  from jsonb_each(logged)
$$;

-- What stands beside an entry of form 2 when its values become others by a redaction: the hashes of the fields that are
-- gone, now and before, and the salts of those that are left. The salt that would give away the ones that are gone is not
-- kept (see change_values).
create or replace function redaction_proof(entry changes, old_values jsonb, new_values jsonb) returns jsonb language sql immutable as $$
  select jsonb_build_object(
    'hashes', coalesce(entry.proof -> 'hashes', '{}') || coalesce(jsonb_object_agg(path, encode(field_hash(salt, value), 'hex')) filter (where is_gone), '{}'),
    'salts', coalesce(jsonb_object_agg(path, encode(salt, 'hex')) filter (where not is_gone), '{}'))
  from (
    select side || name as path, value,
      coalesce(decode(entry.proof -> 'salts' ->> (side || name), 'hex'), field_salt(entry.salt, side || name)) as salt,
      value is distinct from case side when 'old.' then redaction_proof.old_values else redaction_proof.new_values end -> name as is_gone
    from change_fields(entry.old_values, entry.new_values)
    where not coalesce(entry.proof -> 'hashes' ? (side || name), false)) fields
$$;

-- What an entry says since a redaction: noted in the log of the redactions.
create or replace function redacted_content(entry changes) returns bytea language sql stable as $$
  select case entry.form
    when 1 then change_content(entry)
    else sha256(convert_to(jsonb_build_array(entry.old_values, entry.new_values)::text, 'UTF8'))
  end
$$;

-- Takes fields (all of them when none is named) out of the history of one row, for good, but for values that the row has
-- still, and answers how many entries that touched. What stands there since is hashed into `redactions`, whose own entry in
-- the log is sealed too. An entry that is not sealed yet is sealed as it stands afterwards.
create or replace function redact_history(kind text, registry_table text, row_id_ uuid, fields text[], present jsonb, reason text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry changes;
  was jsonb;
  becomes jsonb;
  hashes jsonb := '{}';
  touched integer := 0;
begin
  if not is_coordinator() then
    raise exception using errcode = 'insufficient_privilege', message = 'only coordinators redact';
  end if;
  perform 1 from chain_head for update;
  perform set_config('app.redacting', 'on', true);
  for entry in select * from changes where table_name = registry_table and row_id = row_id_ order by seq loop
    was := redacted(entry.old_values, fields, present);
    becomes := redacted(entry.new_values, fields, present);
    continue when entry.old_values is not distinct from was and entry.new_values is not distinct from becomes;
    if entry.form = 1 then
      entry.salt := null;
    elsif entry.position is not null then
      entry.proof := redaction_proof(entry, was, becomes);
      entry.salt := null;
    end if;
    entry.old_values := was;
    entry.new_values := becomes;
    update changes set old_values = was, new_values = becomes, salt = entry.salt, proof = entry.proof where seq = entry.seq;
    touched := touched + 1;
    if entry.position is not null then
      hashes := hashes || jsonb_build_object(entry.seq::text, encode(redacted_content(entry), 'hex'));
    end if;
  end loop;
  perform set_config('app.redacting', '', true);
  update folded_changes folded set new_values = redacted(folded.new_values, redact_history.fields, present)
    from changes of where of.position = folded.position and of.table_name = registry_table and of.row_id = row_id_;
  update folded_rows set row_values = redacted(row_values, redact_history.fields, present)
    where table_name = registry_table and row_id = row_id_;
  if touched > 0 then
    insert into redactions (kind, table_name, row_id, fields, reason, contents, entries)
    values (kind, registry_table, row_id_, coalesce(redact_history.fields, '{}'), reason, hashes, touched);
  end if;
  return touched;
end
$$;
revoke execute on function redact_history from public;
