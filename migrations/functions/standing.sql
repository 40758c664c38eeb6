-- A value of a logged row, unless it has been redacted.
create or replace function word_in(kept jsonb, name text) returns text language sql immutable parallel safe as $$
  select nullif(kept ->> name, '[redacted]')
$$;

create or replace function id_in(kept jsonb, name text) returns uuid language sql immutable parallel safe as $$
  select nullif(kept ->> name, '[redacted]')::uuid
$$;

create or replace function number_in(kept jsonb, name text) returns int language sql immutable parallel safe as $$
  select nullif(kept ->> name, '[redacted]')::int
$$;

-- Whose a row is and whether anybody may read it, as the row stands: each entry of the log says so, for those who may
-- follow it later. It decides nothing: rights are asked of policies and queries. A new registry table gets its line here.
--
-- `folding`: not now but at the moment that `fold_changes` has come to; its neighbours are then asked of `folded_rows`.
create or replace function standing(registry_table text, kept jsonb, folding boolean, out organisation_ids uuid[], out is_public boolean)
language plpgsql stable as $$
declare
  contribution jsonb;
  allocation jsonb;
begin
  organisation_ids := array_remove(array[id_in(kept, 'organisation_id')], null);
  is_public := false;
  case registry_table
    when 'contributions' then
      is_public := word_in(kept, 'status') in ('published', 'full', 'closed', 'followed_up')
        and is_open_organisation(organisation_ids[1], folding);
    when 'allocations' then
      contribution := neighbour('contributions', id_in(kept, 'contribution_id'), folding);
      organisation_ids := array_remove(array[id_in(contribution, 'organisation_id'), id_in(kept, 'matcher_id')], null);
    when 'organisations' then
      organisation_ids := array[id_in(kept, 'id')];
      is_public := word_in(kept, 'visibility') = 'public';
    when 'signatures' then
      is_public := word_in(kept, 'status') in ('signed', 'ended') and is_open_organisation(organisation_ids[1], folding);
    when 'contacts' then
      is_public := word_in(kept, 'publish') = 'true' and kept ->> 'erased_at' is null
        and is_open_organisation(organisation_ids[1], folding);
    when 'collaborations' then
      organisation_ids := participants_of(id_in(kept, 'id'), folding);
      is_public := word_in(kept, 'status') <> 'idea';
    when 'participants' then
      is_public := word_in(neighbour('collaborations', id_in(kept, 'collaboration_id'), folding), 'status') <> 'idea'
        and (kept ->> 'organisation_id' is null or is_open_organisation(organisation_ids[1], folding));
    when 'outcomes' then
      allocation := neighbour('allocations', id_in(kept, 'allocation_id'), folding);
      contribution := neighbour('contributions',
        coalesce(id_in(kept, 'contribution_id'), id_in(allocation, 'contribution_id')), folding);
      if kept ->> 'collaboration_id' is not null then
        organisation_ids := participants_of(id_in(kept, 'collaboration_id'), folding);
        is_public := word_in(neighbour('collaborations', id_in(kept, 'collaboration_id'), folding), 'status') <> 'idea';
      else
        organisation_ids := array_remove(array[id_in(contribution, 'organisation_id'), id_in(allocation, 'matcher_id')], null);
        is_public := allocation is null and (standing('contributions', contribution, folding)).is_public;
      end if;
    when 'follow_ups' then
      if kept ->> 'collaboration_id' is not null then
        organisation_ids := participants_of(id_in(kept, 'collaboration_id'), folding);
        return;
      end if;
      contribution := neighbour('contributions', id_in(kept, 'contribution_id'), folding);
      organisation_ids := array_remove(array[id_in(contribution, 'organisation_id')], null);
    when 'agreements' then
      is_public := word_in(kept, 'status') <> 'draft';
    when 'agreement_goals' then
      is_public := word_in(neighbour('agreements', id_in(kept, 'agreement_id'), folding), 'status') <> 'draft';
    when 'areas', 'documents', 'sectors', 'target_groups', 'contribution_types', 'participant_roles', 'outcome_metrics',
      'collaboration_kinds', 'contact_roles', 'signature_methods', 'signature_end_reasons' then
      is_public := true;
    when 'needs', 'consents', 'applications', 'proposals', 'api_keys', 'accounts', 'redactions', 'corrections' then
      null;
    else
      -- Of a table that has no line yet nothing is said.
      organisation_ids := null;
      is_public := null;
      return;
  end case;
  is_public := coalesce(is_public, false);
end
$$;

create or replace function is_open_organisation(id uuid, folding boolean) returns boolean language sql stable as $$
  select coalesce(neighbour('organisations', id, folding) ->> 'visibility' = 'public', false)
$$;

-- Of another row, what `standing` asks of it.
create or replace function neighbour(registry_table text, wanted uuid, folding boolean) returns jsonb language plpgsql stable as $$
begin
  if wanted is null then return null; end if;
  if folding then
    return (select row_values from folded_rows where table_name = registry_table and row_id = wanted);
  end if;
  case registry_table
    when 'organisations' then
      return (select jsonb_build_object('visibility', visibility) from organisations where id = wanted);
    when 'contributions' then
      return (select jsonb_build_object('organisation_id', organisation_id, 'status', status) from contributions where id = wanted);
    when 'collaborations' then
      return (select jsonb_build_object('status', status) from collaborations where id = wanted);
    when 'agreements' then
      return (select jsonb_build_object('status', status) from agreements where id = wanted);
    when 'allocations' then
      return (select jsonb_build_object('contribution_id', contribution_id, 'matcher_id', matcher_id) from allocations where id = wanted);
  end case;
end
$$;

create or replace function participants_of(collaboration uuid, folding boolean) returns uuid[] language plpgsql stable as $$
begin
  if folding then
    return array(
      select distinct id_in(row_values, 'organisation_id') from folded_rows
      where table_name = 'participants' and row_values ->> 'collaboration_id' = collaboration::text
        and row_values ->> 'organisation_id' is not null order by 1);
  end if;
  return array(
    select distinct organisation_id from participants
    where collaboration_id = collaboration and organisation_id is not null order by 1);
end
$$;
