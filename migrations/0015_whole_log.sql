CREATE TABLE "folded_changes" (
	"position" bigint PRIMARY KEY NOT NULL,
	"new_values" jsonb,
	"organisation_ids" uuid[],
	"is_public" boolean,
	"derived" jsonb
);
--> statement-breakpoint
CREATE TABLE "folded_rows" (
	"table_name" text NOT NULL,
	"row_id" uuid NOT NULL,
	"row_values" jsonb NOT NULL,
	CONSTRAINT "folded_rows_table_name_row_id_pk" PRIMARY KEY("table_name","row_id")
);
--> statement-breakpoint
ALTER TABLE "changes" DROP CONSTRAINT "changes_operation_known";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "form" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "organisation_ids" uuid[];--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "is_public" boolean;--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "proof" jsonb;--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "head_hash" "bytea";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "values_hash" "bytea";--> statement-breakpoint
ALTER TABLE "redactions" ADD COLUMN "entries" integer;--> statement-breakpoint
CREATE INDEX "folded_rows_participants" ON "folded_rows" USING btree ((row_values ->> 'collaboration_id')) WHERE table_name = 'participants';--> statement-breakpoint
-- NOT VALID: what is there keeps them already, and a log of a million entries is not read for that.
ALTER TABLE "changes" ADD CONSTRAINT "changes_form_known" CHECK ("changes"."form" in (1, 2)) NOT VALID;--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_operation_known" CHECK ("changes"."operation" in ('insert', 'update', 'delete', 'erase', 'derive')) NOT VALID;
--> statement-breakpoint
-- What sealing may write, by name: columns that are added to the log later are added here.
drop trigger append_only_rows on changes;
--> statement-breakpoint
create trigger append_only_rows before update on changes for each row
  when (coalesce(current_setting('app.redacting', true), '') <> 'on' and (old.position is not null or
    (old.seq, old.form, old.table_name, old.row_id, old.row_version, old.operation, old.old_values, old.new_values, old.changed,
      old.organisation_ids, old.is_public, old.actor_kind, old.actor_id, old.actor_name, old.actor_role,
      old.actor_organisation_id, old.request_id, old.transaction, old.at, old.salt, old.proof)
    is distinct from
    (new.seq, new.form, new.table_name, new.row_id, new.row_version, new.operation, new.old_values, new.new_values, new.changed,
      new.organisation_ids, new.is_public, new.actor_kind, new.actor_id, new.actor_name, new.actor_role,
      new.actor_organisation_id, new.request_id, new.transaction, new.at, new.salt, new.proof)))
  execute function refuse('the log is append-only');
