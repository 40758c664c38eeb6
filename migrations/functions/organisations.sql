-- No organisation is, over any number of steps, a part of itself. One change of parents at a time, or two could close a
-- circle that neither of them sees.
create or replace function parents_end() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('organisations.parent_id'));
  if exists (
    with recursive above(id, parent_id) as (
      select id, parent_id from organisations where id = new.parent_id
      union
      select parent.id, parent.parent_id from organisations parent join above on parent.id = above.parent_id)
    select 1 from above where id = new.id)
  then
    raise exception using errcode = 'check_violation', table = 'organisations',
      constraint = 'organisations_parents_end', message = 'an organisation cannot be a part of itself';
  end if;
  return null;
end
$$;
