-- The log is sealed: every committed row gets its position and becomes a link of a chain of hashes, so that a row that
-- somebody alters or removes past the register is found (`cli audit verify`). One function writes the seals, one redacts
-- (redaction.sql); they run as their owner, so that the register's own role has no right to write the log.

-- What a row of the log says, as one hash. Its zone is fixed, and its columns are named: a column that is added to the
-- log later does not change what older rows hash to. What was redacted has no salt any more.
create or replace function change_content(entry changes) returns bytea language sql stable set timezone = 'UTC' as $$
  select sha256(convert_to(jsonb_build_array(entry.seq, entry.table_name, entry.row_id, entry.row_version, entry.operation,
    entry.old_values, entry.new_values, entry.changed, entry.actor_kind, entry.actor_id, entry.actor_name, entry.actor_role,
    entry.actor_organisation_id, entry.request_id, entry.at, entry.salt)::text, 'UTF8'))
$$;

create or replace function chain_link(before bytea, position_ bigint, content bytea) returns bytea language sql immutable parallel safe as $$
  select sha256(coalesce(before, '') || int8send(position_) || content)
$$;

-- Seals what has been committed since the last time, the oldest first, and answers how many rows; 0 when none is left.
--
--   writer A   takes seq 7 ................ commits
--   writer B      takes seq 8, commits
--   seal              8 gets position 7         7 gets position 8
--
-- A reader who follows positions sees both, each once: what gets a position has been committed, positions are given one
-- caller at a time, and the loop below begins its own snapshot after it has the lock, so nothing with a lower position is
-- still to come. Changes of one row keep their order: the lock on the row has put their commits in the order of seq.
create or replace function seal_changes(most integer default 5000) returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  head chain_head;
  entry changes;
  content bytea;
  sealed integer := 0;
begin
  if not exists (select 1 from changes where position is null) then return 0; end if;
  select * into strict head from chain_head for update;
  for entry in select * from changes where position is null order by seq limit most loop
    content := change_content(entry);
    head.position := head.position + 1;
    head.link := chain_link(head.link, head.position, content);
    update changes set position = head.position, content_hash = content, link = head.link where seq = entry.seq;
    sealed := sealed + 1;
  end loop;
  update chain_head set position = head.position, link = head.link;
  return sealed;
end
$$;
revoke execute on function seal_changes from public;
