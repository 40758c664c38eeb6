-- The counters of a contribution are the sums of its allocations, whoever writes those.

-- `full` and back: a published contribution without places left is full, whatever moved a counter or a limit. The name of
-- its trigger puts it before raise_version, so that the change of state raises the version.
create or replace function derive_full() returns trigger language plpgsql as $$
begin
  if new.status in ('published', 'full') then
    new.status := case
      when places_left(new.offered, new.funded, new.reserved, new.filled) <= 0 then 'full' else 'published' end;
  end if;
  return new;
end
$$;

create or replace function derive_cover() returns trigger language plpgsql as $$
begin
  if new.status <> 'closed' then
    new.status := case when new.covered = 0 then 'open' when new.covered < new.quantity then 'partly_covered' else 'covered' end;
  end if;
  return new;
end
$$;

-- Moves the counters by what a row held and holds. A place is held while reserved, and from confirmed to completed;
-- waiting, cancelled, expired and no-show hold none. The check on the contribution refuses the place too many.
-- Counting is the register's own doing, whoever takes or frees places.
create or replace function count_places() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  places_reserved int := 0;
  places_filled int := 0;
  places_completed int := 0;
begin
  if tg_op <> 'DELETE' then
    if new.status = 'reserved' then places_reserved := new.quantity; end if;
    if new.status in ('confirmed', 'started', 'completed') then places_filled := new.quantity; end if;
    if new.status = 'completed' then places_completed := new.quantity; end if;
  end if;
  if tg_op <> 'INSERT' then
    if old.status = 'reserved' then places_reserved := places_reserved - old.quantity; end if;
    if old.status in ('confirmed', 'started', 'completed') then places_filled := places_filled - old.quantity; end if;
    if old.status = 'completed' then places_completed := places_completed - old.quantity; end if;
  end if;
  if places_reserved = 0 and places_filled = 0 and places_completed = 0 then return null; end if;
  update contributions set reserved = reserved + places_reserved, filled = filled + places_filled,
    completed = completed + places_completed where id = coalesce(new.contribution_id, old.contribution_id);
  if places_reserved + places_filled <> 0 then
    update needs set covered = covered + places_reserved + places_filled where id = coalesce(new.need_id, old.need_id);
  end if;
  return null;
end
$$;
-- What a trigger does as the owner it does on the tables it was made for: who may execute its function could hang it on a
-- temporary table, and write there what the counters are to say.
revoke execute on function count_places from public;

-- The counters are right only while an allocation stays where it was made.
create or replace function stay_allocated() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'check_violation', table = 'allocations', constraint = 'allocations_stay',
    message = 'an allocation does not move to another contribution or need';
end
$$;
