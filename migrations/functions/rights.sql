-- A row does not leave its organisation by the hand of another: a policy on updates sees only what the row becomes.
-- The argument says whose it is, as `guard_rows` is told. Those who are past the policies are past this too.
create or replace function stays_owned() returns trigger language plpgsql as $$
declare
  may boolean;
begin
  if not row_security_active(tg_relid) then return new; end if;
  execute format('select acts_for(%s) from (select ($1).*) %I', tg_argv[0], tg_table_name) into may using old;
  if not may then
    raise exception using errcode = 'insufficient_privilege', table = tg_table_name,
      message = 'the row belongs to another organisation';
  end if;
  return new;
end
$$;

-- Puts a table's rows under rights. `owner` is the column, or an SQL expression over the row, that gives the organisation
-- whose row it is; nothing: the coordinators'. `readable` is who reads a row. The migration that makes a registry table
-- calls this once.
--
-- Every row may be locked, or a matcher could not stand in line for another's places: what an update may leave behind is
-- checked instead, so that a write of another's row is refused aloud and does not merely find nothing.
create or replace procedure guard_rows(registry_table text, owner text default null, readable text default 'true') language plpgsql as $$
declare
  writable text := format('acts_for(%s)', coalesce(owner, 'null::uuid'));
begin
  execute format('alter table %I enable row level security', registry_table);
  execute format('create policy read_rows on %I for select using (%s)', registry_table, readable);
  execute format('create policy insert_rows on %I for insert with check (%s)', registry_table, writable);
  execute format('create policy update_rows on %I for update using (true) with check (%s)', registry_table, writable);
  execute format('create policy delete_rows on %I for delete using (%s)', registry_table, writable);
  -- The id of a row does not change. Of a column that does not either there is nothing to ask.
  if owner <> 'id' then
    execute format('create trigger stays_owned before update on %I for each row %s execute function stays_owned(%L)',
      registry_table,
      case when owner ~ '^[a-z_]+$' then format('when (old.%1$I is distinct from new.%1$I)', owner) end, owner);
  end if;
end
$$;
