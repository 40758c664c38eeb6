-- The log is sealed: every committed row gets its position and becomes a link of a chain of hashes, so that a row that
-- somebody alters or removes past the register is found (`cli audit verify`). One function writes the seals, one redacts
-- (redaction.sql); they run as their owner, so that the register's own role has no right to write the log.

-- What an entry says, as one hash: what a link of the chain is made of.
--
-- Form 1: one hash over all that it says. It changes when something is redacted.
-- Form 2: over two hashes, one for who, when, which row and what was done, one for the values. A redaction changes neither.
create or replace function change_content(entry changes) returns bytea language sql stable set timezone = 'UTC' as $$
  select case entry.form
    when 1 then sha256(convert_to(jsonb_build_array(entry.seq, entry.table_name, entry.row_id, entry.row_version, entry.operation,
      entry.old_values, entry.new_values, entry.changed, entry.actor_kind, entry.actor_id, entry.actor_name, entry.actor_role,
      entry.actor_organisation_id, entry.request_id, entry.at, entry.salt)::text, 'UTF8'))
    else sha256(change_head(entry) || change_values(entry))
  end
$$;

-- All but the values. Columns are named, and their zone is fixed: a column that is added to the log later, or a session in
-- another zone, does not change what older entries hash to.
create or replace function change_head(entry changes) returns bytea language sql stable set timezone = 'UTC' as $$
  select sha256(convert_to(jsonb_build_array(entry.form, entry.seq, entry.table_name, entry.row_id, entry.row_version,
    entry.operation, entry.changed, entry.organisation_ids, entry.is_public, entry.actor_kind, entry.actor_id, entry.actor_name,
    entry.actor_role, entry.actor_organisation_id, entry.request_id, entry.at)::text, 'UTF8'))
$$;

-- The values: a hash over those of the single fields, a Merkle tree of one level. Where a field has been redacted, `proof`
-- has its hash, so that the rest is proved as before, and nothing else can have been changed under cover of a redaction.
create or replace function change_values(entry changes) returns bytea language sql immutable as $$
  select sha256(coalesce(string_agg(sha256(convert_to(side || name, 'UTF8')) || case
      when value = '"[redacted]"' and entry.proof -> 'hashes' ? (side || name)
        then decode(entry.proof -> 'hashes' ->> (side || name), 'hex')
      else field_hash(coalesce(decode(entry.proof -> 'salts' ->> (side || name), 'hex'), field_salt(entry.salt, side || name)), value)
    end, '' order by (side || name) collate "C"), ''))
  from change_fields(entry.old_values, entry.new_values)
$$;

-- The fields of both sides that hold something.
create or replace function change_fields(old_values jsonb, new_values jsonb, out side text, out name text, out value jsonb)
returns setof record language sql immutable as $$
  select 'old.', key, value from jsonb_each(old_values) where value <> 'null'
  union all
  select 'new.', key, value from jsonb_each(new_values) where value <> 'null'
$$;

-- Each field has a salt of its own, so that the hash of a short text that has been redacted does not give it away while the
-- salts of the other fields are known.
create or replace function field_salt(salt uuid, path text) returns bytea language sql immutable as $$
  select sha256(uuid_send(salt) || convert_to(path, 'UTF8'))
$$;

create or replace function field_hash(salt bytea, value jsonb) returns bytea language sql immutable as $$
  select sha256(salt || convert_to(value::text, 'UTF8'))
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
  sealed integer := 0;
begin
  if not exists (select 1 from changes where position is null) then return 0; end if;
  select * into strict head from chain_head for update;
  for entry in select * from changes where position is null order by seq limit most loop
    if entry.form = 1 then
      entry.content_hash := change_content(entry);
    else
      entry.head_hash := change_head(entry);
      entry.values_hash := change_values(entry);
      entry.content_hash := sha256(entry.head_hash || entry.values_hash);
    end if;
    head.position := head.position + 1;
    head.link := chain_link(head.link, head.position, entry.content_hash);
    update changes set position = head.position, head_hash = entry.head_hash, values_hash = entry.values_hash,
      content_hash = entry.content_hash, link = head.link where seq = entry.seq;
    sealed := sealed + 1;
  end loop;
  update chain_head set position = head.position, link = head.link;
  return sealed;
end
$$;
revoke execute on function seal_changes from public;
