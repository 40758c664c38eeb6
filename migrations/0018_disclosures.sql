-- Each statement by itself. What figures tell is decided by the register once it runs: they are told to nobody until then.
create table if not exists "contribution_homes" (
	"contribution_id" uuid NOT NULL,
	"collaboration_id" uuid NOT NULL,
	CONSTRAINT "contribution_homes_key" PRIMARY KEY("contribution_id","collaboration_id")
);
--> statement-breakpoint
create table if not exists "disclosures" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"told_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"outcome_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"contribution_id" uuid,
	"collaboration_id" uuid,
	"metric" text NOT NULL,
	"from_day" date,
	"to_day" date,
	"answer" text NOT NULL,
	"reason" text NOT NULL,
	"least" integer NOT NULL,
	"most" integer,
	CONSTRAINT "disclosures_one_subject" CHECK (num_nonnulls("disclosures"."contribution_id", "disclosures"."collaboration_id") = 1),
	CONSTRAINT "disclosures_answer_known" CHECK ("disclosures"."answer" in ('value', 'few', 'nothing')),
	CONSTRAINT "disclosures_reason_known" CHECK ("disclosures"."reason" in ('rule', 'statement', 'publication')),
	CONSTRAINT "disclosures_limits_order" CHECK ("disclosures"."most" >= "disclosures"."least")
);
--> statement-breakpoint
alter table "outcomes" add column if not exists "disclosure" text;
--> statement-breakpoint
create index if not exists "contribution_homes_collaboration" on "contribution_homes" using btree ("collaboration_id","contribution_id");
--> statement-breakpoint
create index if not exists "disclosures_contribution" on "disclosures" using btree ("contribution_id","metric");
--> statement-breakpoint
create index if not exists "disclosures_collaboration" on "disclosures" using btree ("collaboration_id","metric");
--> statement-breakpoint
create index if not exists "disclosures_outcome" on "disclosures" using btree ("outcome_id","id");
--> statement-breakpoint
create index if not exists "outcomes_undecided" on "outcomes" using btree ("created_at","id") where "outcomes"."disclosure" is null;
--> statement-breakpoint
alter table "outcomes" drop constraint if exists "outcomes_disclosure_known";
--> statement-breakpoint
alter table "outcomes" add constraint "outcomes_disclosure_known" check ("outcomes"."disclosure" in ('value', 'few', 'nothing')) not valid;
--> statement-breakpoint
-- The register's own: nobody's rows are in it.
do $$ begin
  if not (select relrowsecurity from pg_class where oid = 'disclosures'::regclass) then call guard_rows('disclosures'); end if;
end $$;
--> statement-breakpoint
-- Where contributions are, and where the log says that they have been.
insert into contribution_homes (contribution_id, collaboration_id)
  select id, collaboration_id from contributions where collaboration_id is not null
  union
  select row_id, (kept ->> 'collaboration_id')::uuid from changes, lateral (values (old_values), (new_values)) told(kept)
    where table_name = 'contributions' and nullif(kept ->> 'collaboration_id', '[redacted]') is not null
on conflict do nothing;
