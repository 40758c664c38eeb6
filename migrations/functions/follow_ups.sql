-- Who confirms a collaboration, or ends it, has answered what was asked of it.
create or replace function answer_follow_up() returns trigger language plpgsql as $$
begin
  update follow_ups set status = case when new.status in ('idea', 'ended') then 'dropped' else 'done' end,
    reason = case when new.status in ('idea', 'ended') then 'Samarbetet pågår inte.' end
  where collaboration_id = new.id and status = 'due';
  return null;
end
$$;

create or replace trigger answer_follow_up after update of confirmed_on, status on collaborations for each row
  when (new.confirmed_on is distinct from old.confirmed_on or new.status in ('idea', 'ended') and new.status <> old.status)
  execute function answer_follow_up();
