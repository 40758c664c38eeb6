-- What each table says of its columns to versions and log; a table that is not named has none of either kind.

-- Columns that follow from other rows: they raise no version, so that a partner who is changing its offer is not told that
-- somebody else has changed it each time a place is taken. What made them move is in the log itself.
create or replace function derived_columns(registry_table text) returns text[] language sql immutable parallel safe as $$
  select case
    when registry_table in ('agreements', 'areas', 'collaborations', 'organisations', 'participants', 'signatures')
      then '{attested_from,attested_to}'
    when registry_table = 'contributions' then '{reserved,filled,completed,attested_from,attested_to}'
    when registry_table = 'needs' then '{covered}'
    when registry_table = 'outcomes' then '{disclosure,attested_from,attested_to}'
    else '{}'
  end::text[]
$$;

-- Columns that Postgres computes from others of the row: they enter neither.
create or replace function computed_columns(registry_table text) returns text[] language sql immutable parallel safe as $$
  select case
    when registry_table in ('applications', 'collaborations', 'contributions', 'needs', 'organisations') then '{search_text}'
    else '{}'
  end::text[]
$$;

drop function if exists derived_columns();
