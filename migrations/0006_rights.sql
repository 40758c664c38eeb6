-- Rights hold in the database too, whatever a route or a command forgets. The register works as a role that owns nothing
-- (`register_service`, see src/db/rights.ts); the owner, who migrates and restores, is past these policies.

-- The register says at the start of each transaction whom it acts for. Without it nobody is anybody, and nothing is written.
create function is_coordinator() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('app.actor_role', true), '') = 'coordinator'
    or coalesce(current_setting('app.as_register', true), '') = 'on'
$$;
--> statement-breakpoint
create function acts_for(organisation uuid) returns boolean language sql stable parallel safe as $$
  select is_coordinator() or coalesce(current_setting('app.actor_organisation_id', true) = organisation::text, false)
$$;
--> statement-breakpoint
-- A row does not leave its organisation by the hand of another: a policy on updates sees only what the row becomes.
-- The argument says whose it is, as `guard_rows` is told. Those who are past the policies are past this too.
create function stays_owned() returns trigger language plpgsql as $$
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
--> statement-breakpoint
-- Puts a table's rows under rights. `owner` is the column, or an SQL expression over the row, that gives the organisation
-- whose row it is; nothing: the coordinators'. `readable` is who reads a row. A new registry table calls this once.
--
-- Every row may be locked, or a matcher could not stand in line for another's places: what an update may leave behind is
-- checked instead, so that a write of another's row is refused aloud and does not merely find nothing.
create procedure guard_rows(registry_table text, owner text default null, readable text default 'true') language plpgsql as $$
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
--> statement-breakpoint
do $$
declare registry_table text;
begin
  foreach registry_table in array array['contribution_types', 'sectors', 'participant_roles', 'target_groups', 'areas',
    'outcome_metrics', 'agreements', 'signatures', 'collaborations', 'participants']
  loop
    call guard_rows(registry_table);
  end loop;
  call guard_rows('contributions', 'organisation_id');
  call guard_rows('needs', 'organisation_id');
  call guard_rows('allocations', 'matcher_id');
  call guard_rows('outcomes', 'coalesce(
    (select organisation_id from contributions where contributions.id = outcomes.contribution_id),
    (select matcher_id from allocations where allocations.id = outcomes.allocation_id))');
  call guard_rows('follow_ups', '(select organisation_id from contributions where contributions.id = follow_ups.contribution_id)');
  call guard_rows('contacts', 'organisation_id', 'acts_for(organisation_id) or (publish and erased_at is null)');
  call guard_rows('organisations', 'id');
end
$$;
--> statement-breakpoint
-- An organisation keeps its entry; registering and removing entries is the coordinators'.
alter policy insert_rows on organisations with check (is_coordinator());
--> statement-breakpoint
alter policy delete_rows on organisations using (is_coordinator());
--> statement-breakpoint
-- Keys are read before anybody is known. Nobody makes a key that may do more than they may themselves.
alter table api_keys enable row level security;
--> statement-breakpoint
create policy read_rows on api_keys for select using (true);
--> statement-breakpoint
create policy insert_rows on api_keys for insert with check (is_coordinator() or (
  role = current_setting('app.actor_role', true)
  and organisation_id is not distinct from nullif(current_setting('app.actor_organisation_id', true), '')::uuid));
--> statement-breakpoint
create policy update_rows on api_keys for update using (true) with check (is_coordinator() or (
  id::text = current_setting('app.actor_id', true)
  and role = current_setting('app.actor_role', true)
  and organisation_id is not distinct from nullif(current_setting('app.actor_organisation_id', true), '')::uuid));
--> statement-breakpoint
create policy delete_rows on api_keys for delete using (is_coordinator());
--> statement-breakpoint
-- What was redacted is written by the function that redacts.
alter table redactions enable row level security;
--> statement-breakpoint
create policy read_rows on redactions for select using (true);
--> statement-breakpoint
-- Counting places and covering needs is the register's own doing, whoever takes or frees them.
alter function count_places() security definer set search_path = public, pg_temp;
--> statement-breakpoint
-- What a trigger does as the owner it does on the tables it was made for: who may execute its function could hang it on a
-- temporary table, and write there what the log or the counters are to say.
revoke execute on function log_change, count_places from public;
