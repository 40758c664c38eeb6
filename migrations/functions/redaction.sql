-- Values of a row of the log without those of the fields named, or of all but what says whose it was and that it is gone.
create or replace function redacted(logged jsonb, fields text[], present jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, case
    when value = 'null' or value = present -> key then value
    when fields is null and key not in ('id', 'version', 'created_at', 'updated_at', 'organisation_id', 'contact_id', 'erased_at')
      or key = any(fields) then '"[redacted]"'
    else value end), logged)
  from jsonb_each(logged)
$$;

-- Takes fields (all of them when none is named) out of the history of one row, for good, but for values that the row has
-- still, and answers how many entries that touched. What stands there since is hashed again into `redactions`, whose own
-- entry in the log is sealed as any.
create or replace function redact_history(kind text, registry_table text, row_id_ uuid, fields text[], present jsonb, reason text) returns integer
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
revoke execute on function redact_history from public;
