-- The foreign key of an array: every element is a code of the table named second. The codes are locked as a foreign key
-- would lock them, so that none is removed before this row is committed.
--
-- The two kinds of codes that offers, needs and collaborations all have are looked up by a statement that is planned once;
-- any other by one that is made anew each time.
create or replace function codes_exist() returns trigger language plpgsql as $$
declare
  wanted text[];
  known text[];
begin
  if tg_argv[0] = 'areas' and tg_argv[1] = 'areas' then
    wanted := new.areas;
    if wanted = '{}' then return null; end if;
    known := array(select code from areas where code = any(wanted) for key share);
  elsif tg_argv[0] = 'target_groups' and tg_argv[1] = 'target_groups' then
    wanted := new.target_groups;
    if wanted = '{}' then return null; end if;
    known := array(select code from target_groups where code = any(wanted) for key share);
  else
    wanted := array(select jsonb_array_elements_text(to_jsonb(new) -> tg_argv[0]));
    if wanted = '{}' then return null; end if;
    execute format('select array(select code from %I where code = any($1) for key share)', tg_argv[1]) into known using wanted;
  end if;
  if not wanted <@ known then
    raise exception using errcode = 'foreign_key_violation', table = tg_table_name,
      constraint = tg_table_name || '_' || tg_argv[0] || '_known',
      message = format('%s of %s has codes that %s does not have', tg_argv[0], tg_table_name, tg_argv[1]);
  end if;
  return null;
end
$$;

-- The other side of it: a code does not change, and is not removed while an array holds it. Arguments: table, column, ...
create or replace function codes_unused() returns trigger language plpgsql as $$
declare
  used boolean;
begin
  if tg_op = 'UPDATE' and new.code = old.code then return new; end if;
  for argument in 0 .. tg_nargs - 1 by 2 loop
    execute format('select exists (select 1 from %I where %I @> array[$1])', tg_argv[argument], tg_argv[argument + 1])
      into used using old.code;
    if used then
      raise exception using errcode = 'foreign_key_violation', table = tg_argv[argument],
        constraint = tg_argv[argument] || '_' || tg_argv[argument + 1] || '_known',
        message = format('%s is used in %s', old.code, tg_argv[argument]);
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
