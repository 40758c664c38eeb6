-- Applications come from anybody and are read by coordinators alone; proposals are the organisation's that makes them.
call keep_log('applications', 'contact_name', 'contact_title', 'contact_email', 'contact_phone', 'message');
--> statement-breakpoint
call keep_log('proposals');
--> statement-breakpoint
call guard_rows('applications', null, 'is_coordinator()');
--> statement-breakpoint
alter policy insert_rows on applications with check (is_coordinator() or (status = 'received'
  and num_nonnulls(organisation_id, contact_id, signature_id, api_key_id, erased_at) = 0));
--> statement-breakpoint
call guard_rows('proposals', 'organisation_id', 'acts_for(organisation_id)');
--> statement-breakpoint
-- Postgres' statistics hold samples of what stands in a column, and go on holding them after it has been erased.
alter table applications
  alter column contact_name set statistics 0, alter column contact_title set statistics 0,
  alter column contact_email set statistics 0, alter column contact_phone set statistics 0,
  alter column message set statistics 0;
