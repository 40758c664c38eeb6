-- Entries of form 1 hold only what they changed, and no counters. What they lack stands in `folded_changes`: the whole row
-- after each, whose it was, whether it was public. It follows from the entries before, which are never rewritten, and is
-- outside their hashes. `folded_rows` is where the fold has come to: each row as it was then.
--
-- Folds some more, in the order of the log, and answers how many; 0 when none is left. One caller at a time; what another
-- has begun is not waited for.
create or replace function fold_changes(most integer default 1000) returns integer language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  entry changes;
  done bigint;
  before jsonb;
  becomes jsonb;
  stood record;
  folded integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('fold_changes')) then return 0; end if;
  select coalesce(max(position), 0) into done from folded_changes;
  for entry in select * from changes where form = 1 and position > done order by position limit most loop
    select row_values into before from folded_rows where table_name = entry.table_name and row_id = entry.row_id;
    becomes := case entry.operation
      when 'delete' then null
      when 'insert' then uncounted(entry.table_name) || entry.new_values
      else before || entry.new_values || jsonb_build_object('version', entry.row_version, 'updated_at', entry.at)
    end;
    if entry.operation = 'delete' then
      delete from folded_rows where table_name = entry.table_name and row_id = entry.row_id;
    else
      insert into folded_rows (table_name, row_id, row_values) values (entry.table_name, entry.row_id, becomes)
      on conflict (table_name, row_id) do update set row_values = excluded.row_values;
    end if;
    stood := standing(entry.table_name, coalesce(becomes, before), true);
    insert into folded_changes (position, new_values, organisation_ids, is_public, derived)
    values (entry.position, becomes, stood.organisation_ids, stood.is_public,
      case when entry.table_name = 'allocations' then fold_places(before, becomes) end);
    folded := folded + 1;
  end loop;
  -- A transaction that wrote in the old form may still be about to commit; none does for a day.
  if folded = 0 and exists (select from folded_rows)
    and not exists (select from changes where form = 1 and at > transaction_timestamp() - interval '1 day') then
    delete from folded_rows where (table_name, row_id) in (select table_name, row_id from folded_rows limit most);
    get diagnostics folded = row_count;
  end if;
  return folded;
end
$$;
revoke execute on function fold_changes from public;

-- The counters of a new row. Of figures nothing had been decided yet, and no row said when it was attested.
create or replace function uncounted(registry_table text) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(name, 0), '{}') from unnest(derived_columns(registry_table)) name
    where registry_table in ('contributions', 'needs') and name not like 'attested%'
$$;

-- Moves the counters of folded rows by what an allocation held and holds, as `count_places` did then, and answers how they
-- stand: {contributions: {id, reserved, filled, completed}, needs: {id, covered}}; nothing when none moved.
create or replace function fold_places(before jsonb, becomes jsonb) returns jsonb language plpgsql as $$
declare
  held record := places_of(before ->> 'status', coalesce(number_in(before, 'quantity'), 0));
  holds record := places_of(becomes ->> 'status', coalesce(number_in(becomes, 'quantity'), 0));
  allocation jsonb := coalesce(becomes, before);
  contribution jsonb;
  need jsonb;
begin
  if holds = held then return null; end if;
  update folded_rows set row_values = row_values || jsonb_build_object(
      'reserved', coalesce(number_in(row_values, 'reserved'), 0) + holds.reserved - held.reserved,
      'filled', coalesce(number_in(row_values, 'filled'), 0) + holds.filled - held.filled,
      'completed', coalesce(number_in(row_values, 'completed'), 0) + holds.completed - held.completed)
    where table_name = 'contributions' and row_id = id_in(allocation, 'contribution_id')
    returning jsonb_build_object('id', row_id, 'reserved', row_values -> 'reserved', 'filled', row_values -> 'filled',
      'completed', row_values -> 'completed') into contribution;
  if held.reserved + held.filled <> holds.reserved + holds.filled then
    update folded_rows set row_values = row_values || jsonb_build_object(
        'covered', coalesce(number_in(row_values, 'covered'), 0) + holds.reserved + holds.filled - held.reserved - held.filled)
      where table_name = 'needs' and row_id = id_in(allocation, 'need_id')
      returning jsonb_build_object('id', row_id, 'covered', row_values -> 'covered') into need;
  end if;
  return jsonb_strip_nulls(jsonb_build_object('contributions', contribution, 'needs', need));
end
$$;
