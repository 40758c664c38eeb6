-- For `uuid` in an exclusion constraint; a trusted extension, which the owner of the database may make.
create extension if not exists btree_gist;
--> statement-breakpoint
CREATE TABLE "corrections" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"table_name" text NOT NULL,
	"row_id" uuid NOT NULL,
	"row_version" integer NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agreement_goals" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"agreement_id" uuid NOT NULL,
	"text" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"deadline" date,
	"valid_from" date,
	"valid_to" date,
	"successor_id" uuid,
	CONSTRAINT "agreement_goals_id_agreement_key" UNIQUE("id","agreement_id"),
	CONSTRAINT "agreement_goals_valid_order" CHECK ("agreement_goals"."valid_to" >= "agreement_goals"."valid_from"),
	CONSTRAINT "agreement_goals_successor_other" CHECK ("agreement_goals"."successor_id" <> "agreement_goals"."id"),
	CONSTRAINT "agreement_goals_successor_ended" CHECK ("agreement_goals"."successor_id" is null or "agreement_goals"."valid_to" is not null)
);
--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_status_known";--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_end_complete";--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_end_reason_given";--> statement-breakpoint
DROP INDEX "signatures_one_active";--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "purpose_sv" text;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "purpose_en" text;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "text_url" text;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "legally_binding" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "deciding_body" text;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "diary_number" text;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "diary_number" text;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "deciding_body" text;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "scan_hash" text;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "needs_correction" boolean DEFAULT false NOT NULL;--> statement-breakpoint
call keep_log('corrections');
--> statement-breakpoint
call guard_rows('corrections');
--> statement-breakpoint
call keep_log('agreement_goals');
--> statement-breakpoint
call guard_rows('agreement_goals');
--> statement-breakpoint
-- What breaks the constraints below stays as it is, outside them, until a coordinator has corrected it.
update signatures one set needs_correction = true
where status in ('signed', 'ended') and exists (
  select from signatures other
  where other.id <> one.id and other.status in ('signed', 'ended') and other.organisation_id = one.organisation_id
    and (other.renewed_from_id = one.renewed_from_id
      or other.agreement_id = one.agreement_id and case
        when one.signed_on is null or other.signed_on is null then one.signed_on is null and other.signed_on is null
        else daterange(one.signed_on, one.ended_on) && daterange(other.signed_on, other.ended_on) end));
--> statement-breakpoint
-- The last day of one that has been superseded is the one on which that was registered.
update agreements set valid_to = greatest(valid_from, (coalesce(
    (select max(at) from changes where table_name = 'agreements' and row_id = agreements.id and new_values ->> 'status' = 'superseded'
      and 'status' = any(changed)), updated_at) at time zone 'Europe/Stockholm')::date)
where status = 'superseded' and valid_to is null;
--> statement-breakpoint
insert into agreement_goals (agreement_id, text, position)
select agreements.id, goal, place from agreements, unnest(goals) with ordinality told(goal, place);
--> statement-breakpoint
alter table "agreements" drop column "goals";
--> statement-breakpoint
ALTER TABLE "agreement_goals" ADD CONSTRAINT "agreement_goals_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_goals" ADD CONSTRAINT "agreement_goals_successor_fk" FOREIGN KEY ("successor_id","agreement_id") REFERENCES "public"."agreement_goals"("id","agreement_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "corrections_row" ON "corrections" USING btree ("table_name","row_id","row_version");--> statement-breakpoint
CREATE INDEX "agreement_goals_agreement" ON "agreement_goals" USING btree ("agreement_id","position","id");--> statement-breakpoint
CREATE INDEX "agreement_goals_successor" ON "agreement_goals" USING btree ("successor_id","agreement_id");--> statement-breakpoint
CREATE UNIQUE INDEX "signatures_one_undated" ON "signatures" USING btree ("organisation_id","agreement_id") WHERE "signatures"."status" in ('signed', 'ended') and "signatures"."signed_on" is null and not "signatures"."needs_correction";--> statement-breakpoint
CREATE UNIQUE INDEX "signatures_renewed_once" ON "signatures" USING btree ("renewed_from_id") WHERE "signatures"."status" in ('signed', 'ended') and not "signatures"."needs_correction";--> statement-breakpoint
CREATE INDEX "signatures_needs_correction" ON "signatures" USING btree ("id") WHERE "signatures"."needs_correction";--> statement-breakpoint
CREATE INDEX "signatures_ended" ON "signatures" USING btree ("ended_on");--> statement-breakpoint
CREATE UNIQUE INDEX "signatures_one_active" ON "signatures" USING btree ("organisation_id","agreement_id") WHERE "signatures"."status" in ('invited', 'signed');--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_superseded_valid_to" CHECK ("agreements"."status" <> 'superseded' or "agreements"."valid_to" is not null);--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_scan_hash_form" CHECK ("signatures"."scan_hash" ~ '^[0-9a-f]{64}$');--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_status_known" CHECK ("signatures"."status" in ('invited', 'signed', 'ended', 'annulled'));--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_end_complete" CHECK ("signatures"."status" = 'annulled' or ("signatures"."status" = 'ended') = ("signatures"."ended_on" is not null));--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_end_reason_given" CHECK ("signatures"."status" = 'annulled' or ("signatures"."status" = 'ended') = ("signatures"."end_reason" is not null));
--> statement-breakpoint
-- An end is the first day on which a signature no longer counts, so the next may begin on it.
alter table signatures add constraint signatures_no_overlap
  exclude using gist (organisation_id with =, agreement_id with =, daterange(signed_on, ended_on) with &&)
  where (status in ('signed', 'ended') and signed_on is not null and not needs_correction);
