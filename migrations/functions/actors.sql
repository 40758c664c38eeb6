-- Whom the register acts for. It says so at the start of each transaction (src/work.ts); without it nobody is anybody, and
-- nothing is written. The policies of the tables ask these two.
create or replace function is_coordinator() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('app.actor_role', true), '') = 'coordinator'
    or coalesce(current_setting('app.as_register', true), '') = 'on'
$$;

create or replace function acts_for(organisation uuid) returns boolean language sql stable parallel safe as $$
  select is_coordinator() or coalesce(current_setting('app.actor_organisation_id', true) = organisation::text, false)
$$;
