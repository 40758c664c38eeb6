call keep_log('consents', 'evidence');
--> statement-breakpoint
-- In which function somebody signed points to a person: it never enters the log.
drop trigger log_change on signatures;
--> statement-breakpoint
create trigger log_change after insert or update or delete on signatures
  for each row execute function log_change('signed_by_function');
--> statement-breakpoint
-- The consents that are there already, as far as the contacts know of them.
insert into consents (contact_id, organisation_id, event, day, evidence)
  select id, organisation_id, event, day, consent_evidence
  from contacts, lateral (values (1, 'given', consent_given_on), (2, 'withdrawn', consent_withdrawn_on)) told(place, event, day)
  where day is not null
  order by contacts.id, place;
--> statement-breakpoint
-- Nor in the samples that Postgres' statistics go on holding.
alter table contacts
  alter column name set statistics 0, alter column title set statistics 0, alter column email set statistics 0,
  alter column phone set statistics 0, alter column consent_evidence set statistics 0;
--> statement-breakpoint
alter table consents alter column evidence set statistics 0;
--> statement-breakpoint
alter table signatures alter column signed_by_function set statistics 0;
--> statement-breakpoint
call guard_rows('consents', 'organisation_id', 'acts_for(organisation_id)');
--> statement-breakpoint
-- Answers that are kept to be repeated say of a signature only which one it is: those from before said who signed.
update replays set body = (body::json -> 'id')::text
  where body::json -> '_links' -> 'self' ->> 'href' like '%/signatures/%';
