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
