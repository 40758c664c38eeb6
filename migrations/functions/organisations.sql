-- No row is, over any number of parents, a part of itself: organisations, documents. One change of parents at a time, or two could close a
-- circle that neither of them sees.
create or replace function parents_end() returns trigger language plpgsql as $$
declare
  circular boolean;
begin
  perform pg_advisory_xact_lock(hashtext(tg_table_name || '.parent_id'));
  execute format('
    with recursive above(id, parent_id) as (
      select id, parent_id from %1$I where id = $1
      union
      select parent.id, parent.parent_id from %1$I parent join above on parent.id = above.parent_id)
    select exists (select 1 from above where id = $2)', tg_table_name)
    into circular using new.parent_id, new.id;
  if circular then
    raise exception using errcode = 'check_violation', table = tg_table_name,
      constraint = tg_table_name || '_parents_end', message = 'a row cannot be a part of itself';
  end if;
  return null;
end
$$;
