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

-- What an allocation holds. A place is held while reserved, and from confirmed to completed; waiting, cancelled, expired and
-- no-show hold none.
create or replace function places_of(status text, quantity int, out reserved int, out filled int, out completed int)
language sql immutable as $$
  select case when status = 'reserved' then quantity else 0 end,
    case when status in ('confirmed', 'started', 'completed') then quantity else 0 end,
    case when status = 'completed' then quantity else 0 end
$$;

-- Moves the counters by what a row held and holds. The check on the contribution refuses the place too many. Counting is the
-- register's own doing, whoever takes or frees places.
create or replace function count_places() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  held record;
  holds record;
begin
  held := places_of(old.status, old.quantity);
  holds := places_of(new.status, new.quantity);
  if holds = held then return null; end if;
  update contributions set reserved = reserved + holds.reserved - held.reserved, filled = filled + holds.filled - held.filled,
    completed = completed + holds.completed - held.completed where id = coalesce(new.contribution_id, old.contribution_id);
  if holds.reserved + holds.filled <> held.reserved + held.filled then
    update needs set covered = covered + holds.reserved + holds.filled - held.reserved - held.filled
      where id = coalesce(new.need_id, old.need_id);
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
