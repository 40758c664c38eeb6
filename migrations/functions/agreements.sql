-- When the first signature of a chain of renewals was signed, from one of the chain on, and how precisely that is known. A
-- function, for the planner: of a recursive query it expects hundreds of rows each time. Past a hundred steps (a circle,
-- made past the register) nothing is known.
create or replace function member_since(signature uuid, out since date, out known text) language plpgsql stable strict as $$
declare
  step uuid := signature;
begin
  for steps in 1..100 loop
    select signed_on, signed_on_precision, renewed_from_id into since, known, step from signatures where id = step;
    if step is null then return; end if;
  end loop;
  since := null;
  known := 'unknown';
end
$$;

-- Goals that a program of version 0.1.0 writes into `agreements.goals`, as rows; this one writes rows alone. It goes with the column.
create or replace function goals_in_rows() returns trigger language plpgsql as $$
declare
  was text[] := case when tg_op = 'UPDATE' then old.goals else '{}' end;
  yesterday date := (registry_now() at time zone 'Europe/Stockholm')::date - 1;
begin
  update agreement_goals set valid_to = greatest(valid_from, yesterday)
    where agreement_id = new.id and valid_to is null and text = any(was) and text <> all(new.goals);
  insert into agreement_goals (agreement_id, text, position)
    select new.id, goal, place from unnest(new.goals) with ordinality told(goal, place) where goal <> all(was);
  return null;
end
$$;
