-- What keys and accounts are called now, so that the log, which knows no identity, can name who wrote. Read with the rights
-- of whoever asks.
create view actor_names with (security_invoker) as
  select id as actor_id, name from api_keys
  union all
  select id as actor_id, name from accounts;
