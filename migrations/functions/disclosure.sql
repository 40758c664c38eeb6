-- What is told of a figure was decided for the figure that it was: one that is written by who does not decide (a program
-- of the version before, a person in psql) is undecided, and told to nobody until the register has come to it.
create or replace function undecide() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('app.decided', true), '') <> 'on' then new.disclosure := null; end if;
  return new;
end
$$;

create or replace trigger undecide before update on outcomes for each row
  when ((old.value, old.metric, old.from_day, old.to_day, old.report_year, old.publicly_stated)
    is distinct from (new.value, new.metric, new.from_day, new.to_day, new.report_year, new.publicly_stated))
  execute function undecide();

-- Where a contribution has been once, its figures stay known as a part of what was told there.
create or replace function remember_home() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into contribution_homes (contribution_id, collaboration_id) values (new.id, new.collaboration_id)
    on conflict do nothing;
  return null;
end
$$;
revoke execute on function remember_home from public;

create or replace trigger remember_home after insert or update of collaboration_id on contributions for each row
  when (new.collaboration_id is not null)
  execute function remember_home();
