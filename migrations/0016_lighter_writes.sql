-- Each statement by itself. Indexes that a new row has nothing to say in are left out of writing it; each is built beside
-- the one before, and takes its name.
create index if not exists changes_form_1 on changes using btree (position) where changes.form = 1;
--> statement-breakpoint
create unique index if not exists changes_position_key_new on changes using btree (position) where changes.position is not null;
--> statement-breakpoint
drop index if exists changes_position_key;
--> statement-breakpoint
alter index changes_position_key_new rename to changes_position_key;
--> statement-breakpoint
create index if not exists changes_actor_new on changes using btree (actor_id,seq) where changes.position is not null;
--> statement-breakpoint
drop index if exists changes_actor;
--> statement-breakpoint
alter index changes_actor_new rename to changes_actor;
--> statement-breakpoint
create index if not exists changes_request_new on changes using btree (request_id) where changes.position is not null;
--> statement-breakpoint
drop index if exists changes_request;
--> statement-breakpoint
alter index changes_request_new rename to changes_request;
--> statement-breakpoint
create index if not exists changes_organisation_new on changes using btree (actor_organisation_id,seq) where changes.position is not null;
--> statement-breakpoint
drop index if exists changes_organisation;
--> statement-breakpoint
alter index changes_organisation_new rename to changes_organisation;
--> statement-breakpoint
create index if not exists changes_table_new on changes using btree (table_name,position) where changes.position is not null;
--> statement-breakpoint
drop index if exists changes_table;
--> statement-breakpoint
alter index changes_table_new rename to changes_table;
--> statement-breakpoint
create index if not exists changes_at_new on changes using btree (at) where changes.position is not null;
--> statement-breakpoint
drop index if exists changes_at;
--> statement-breakpoint
alter index changes_at_new rename to changes_at;
--> statement-breakpoint
create index if not exists contributions_series_new on contributions using btree (series_id) where contributions.series_id is not null;
--> statement-breakpoint
drop index if exists contributions_series;
--> statement-breakpoint
alter index contributions_series_new rename to contributions_series;
--> statement-breakpoint
create index if not exists contributions_collaboration_new on contributions using btree (collaboration_id) where contributions.collaboration_id is not null;
--> statement-breakpoint
drop index if exists contributions_collaboration;
--> statement-breakpoint
alter index contributions_collaboration_new rename to contributions_collaboration;
--> statement-breakpoint
create index if not exists contributions_supervisor_new on contributions using btree (supervisor_contact_id,organisation_id) where contributions.supervisor_contact_id is not null;
--> statement-breakpoint
drop index if exists contributions_supervisor;
--> statement-breakpoint
alter index contributions_supervisor_new rename to contributions_supervisor;
