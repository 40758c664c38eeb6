-- Makes the schedule of a collaboration due for expansion when anything that its occurrences follow from is written, whoever
-- writes, and takes away those that are there: between a write past the register and the job none are told, rather than
-- wrong ones. It is due at once, by any clock. A schedule whose collaboration rests keeps its id.
create or replace function note_schedule() returns trigger language plpgsql as $$
begin
  if new.schedule_rule is null then
    delete from schedules where collaboration_id = new.id;
    return null;
  end if;
  insert into schedules (collaboration_id, due_at)
  values (new.id, case when new.status in ('planned', 'active') then timestamptz '-infinity' end)
  on conflict (collaboration_id) do update set reaches = null, counted = 0, zone_data = null, due_at = excluded.due_at;
  -- After it has been locked: the job may have been about to commit others, by what it said before.
  delete from occurrences where schedule_id in (select id from schedules where collaboration_id = new.id);
  return null;
end
$$;
