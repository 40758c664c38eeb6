CREATE TABLE "chain_head" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"position" bigint NOT NULL,
	"link" "bytea" NOT NULL,
	CONSTRAINT "chain_head_only_one" CHECK ("chain_head"."only")
);
--> statement-breakpoint
CREATE TABLE "account_uses" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"last_seen_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"issuer" text NOT NULL,
	"subject" text,
	"name" text,
	"erased_at" timestamp(3) with time zone,
	CONSTRAINT "accounts_subject_key" UNIQUE("issuer","subject"),
	CONSTRAINT "accounts_subject_until_erased" CHECK (("accounts"."subject" is null) = ("accounts"."erased_at" is not null)),
	CONSTRAINT "accounts_name_until_erased" CHECK ("accounts"."name" is null or "accounts"."erased_at" is null)
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"agreement_id" uuid NOT NULL,
	"status" text DEFAULT 'received' NOT NULL,
	"name" text collate "sv-SE-x-icu" NOT NULL,
	"organisation_number" text,
	"kind" text NOT NULL,
	"sector" text NOT NULL,
	"website" text,
	"municipality_code" text,
	"contact_name" text,
	"contact_title" text,
	"contact_email" text,
	"contact_phone" text,
	"message" text,
	"erased_at" timestamp(3) with time zone,
	"decided_at" timestamp(3) with time zone,
	"decline_reason" text,
	"organisation_id" uuid,
	"contact_id" uuid,
	"signature_id" uuid,
	"api_key_id" uuid,
	"joined" boolean DEFAULT false NOT NULL,
	"search_text" text GENERATED ALWAYS AS (coalesce(fold(name), '')) STORED,
	CONSTRAINT "applications_status_known" CHECK ("applications"."status" in ('received', 'in_review', 'approved', 'declined', 'withdrawn')),
	CONSTRAINT "applications_kind_known" CHECK ("applications"."kind" in ('legal_entity', 'unit', 'project', 'informal')),
	CONSTRAINT "applications_name_given" CHECK ("applications"."name" <> ''),
	CONSTRAINT "applications_number_form" CHECK (is_organisation_number("applications"."organisation_number")),
	CONSTRAINT "applications_municipality_form" CHECK ("applications"."municipality_code" ~ '^[0-9]{4}$'),
	CONSTRAINT "applications_website_form" CHECK ("applications"."website" ~ '^https?://'),
	CONSTRAINT "applications_contact_known" CHECK (("applications"."contact_name" is null) = ("applications"."erased_at" is not null)),
	CONSTRAINT "applications_contact_reachable" CHECK ("applications"."erased_at" is not null or num_nonnulls("applications"."contact_email", "applications"."contact_phone") > 0),
	CONSTRAINT "applications_erased_whole" CHECK ("applications"."erased_at" is null or num_nonnulls("applications"."contact_title", "applications"."contact_email", "applications"."contact_phone", "applications"."message") = 0),
	CONSTRAINT "applications_decision_dated" CHECK (("applications"."status" in ('approved', 'declined', 'withdrawn')) = ("applications"."decided_at" is not null)),
	CONSTRAINT "applications_declined_with_reason" CHECK (("applications"."status" = 'declined') = ("applications"."decline_reason" is not null)),
	CONSTRAINT "applications_approved_whole" CHECK ("applications"."status" <> 'approved' or (num_nonnulls("applications"."organisation_id", "applications"."signature_id") = 2 and "applications"."erased_at" is not null)),
	CONSTRAINT "applications_approved_only" CHECK ("applications"."status" = 'approved' or (num_nonnulls("applications"."organisation_id", "applications"."contact_id", "applications"."signature_id", "applications"."api_key_id") = 0 and not "applications"."joined"))
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"status" text DEFAULT 'proposed' NOT NULL,
	"name" text,
	"organisation_number" text,
	"sector" text,
	"reason" text,
	"decided_at" timestamp(3) with time zone,
	"decline_reason" text,
	CONSTRAINT "proposals_status_known" CHECK ("proposals"."status" in ('proposed', 'approved', 'declined', 'withdrawn')),
	CONSTRAINT "proposals_something" CHECK (num_nonnulls("proposals"."name", "proposals"."organisation_number", "proposals"."sector") > 0),
	CONSTRAINT "proposals_name_given" CHECK ("proposals"."name" <> ''),
	CONSTRAINT "proposals_number_form" CHECK (is_organisation_number("proposals"."organisation_number")),
	CONSTRAINT "proposals_decision_dated" CHECK (("proposals"."status" = 'proposed') = ("proposals"."decided_at" is null)),
	CONSTRAINT "proposals_declined_with_reason" CHECK (("proposals"."status" = 'declined') = ("proposals"."decline_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "redactions" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"kind" text NOT NULL,
	"table_name" text NOT NULL,
	"row_id" uuid NOT NULL,
	"fields" text[] NOT NULL,
	"reason" text NOT NULL,
	"contents" jsonb NOT NULL,
	CONSTRAINT "redactions_kind_known" CHECK ("redactions"."kind" in ('redaction', 'erasure'))
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"contact_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"event" text NOT NULL,
	"day" date NOT NULL,
	"evidence" text,
	CONSTRAINT "consents_event_known" CHECK ("consents"."event" in ('given', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "changes" DROP CONSTRAINT "changes_operation_known";--> statement-breakpoint
ALTER TABLE "changes" DROP CONSTRAINT "changes_actor_kind_known";--> statement-breakpoint
ALTER TABLE "contacts" DROP CONSTRAINT "contacts_consent_given";--> statement-breakpoint
DROP INDEX "outcomes_metric";--> statement-breakpoint
ALTER TABLE "contacts" ALTER COLUMN "name" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "salt" uuid DEFAULT gen_random_uuid();--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "content_hash" "bytea";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "link" "bytea";--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "scopes" text[] DEFAULT '{read,write}' NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "rotated_from_id" uuid;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "phone" text;--> statement-breakpoint
ALTER TABLE "account_uses" ADD CONSTRAINT "account_uses_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_sector_sectors_code_fk" FOREIGN KEY ("sector") REFERENCES "public"."sectors"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_api_key_id_api_keys_id_fk" FOREIGN KEY ("api_key_id") REFERENCES "public"."api_keys"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_sector_sectors_code_fk" FOREIGN KEY ("sector") REFERENCES "public"."sectors"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_contact_fk" FOREIGN KEY ("contact_id","organisation_id") REFERENCES "public"."contacts"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_created" ON "accounts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "accounts_updated" ON "accounts" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "applications_agreement" ON "applications" USING btree ("agreement_id");--> statement-breakpoint
CREATE INDEX "applications_sector" ON "applications" USING btree ("sector");--> statement-breakpoint
CREATE INDEX "applications_organisation" ON "applications" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "applications_contact" ON "applications" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "applications_signature" ON "applications" USING btree ("signature_id");--> statement-breakpoint
CREATE INDEX "applications_api_key" ON "applications" USING btree ("api_key_id");--> statement-breakpoint
CREATE INDEX "applications_number" ON "applications" USING btree ("organisation_number");--> statement-breakpoint
CREATE INDEX "applications_name" ON "applications" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "applications_created" ON "applications" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "applications_updated" ON "applications" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "applications_search" ON "applications" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_one_open" ON "proposals" USING btree ("organisation_id") WHERE "proposals"."status" = 'proposed';--> statement-breakpoint
CREATE INDEX "proposals_organisation" ON "proposals" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "proposals_sector" ON "proposals" USING btree ("sector");--> statement-breakpoint
CREATE INDEX "proposals_created" ON "proposals" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "proposals_updated" ON "proposals" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "redactions_row" ON "redactions" USING btree ("table_name","row_id");--> statement-breakpoint
CREATE INDEX "redactions_created" ON "redactions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "consents_contact" ON "consents" USING btree ("contact_id","organisation_id");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_rotated_from_fk" FOREIGN KEY ("rotated_from_id") REFERENCES "public"."api_keys"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "changes_organisation" ON "changes" USING btree ("actor_organisation_id","seq");--> statement-breakpoint
CREATE INDEX "changes_table" ON "changes" USING btree ("table_name","position");--> statement-breakpoint
CREATE INDEX "changes_at" ON "changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "api_keys_created" ON "api_keys" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "api_keys_updated" ON "api_keys" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "collaborations_started" ON "collaborations" USING btree (coalesce("started_on", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "collaborations_created" ON "collaborations" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "collaborations_status" ON "collaborations" USING btree ("status");--> statement-breakpoint
CREATE INDEX "contacts_retain_until" ON "contacts" USING btree ("retain_until") WHERE "contacts"."retain_until" is not null;--> statement-breakpoint
CREATE INDEX "contacts_erased" ON "contacts" USING btree ("erased_at") WHERE "contacts"."erased_at" is not null;--> statement-breakpoint
CREATE INDEX "contacts_created" ON "contacts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "contributions_type_status_period" ON "contributions" USING btree ("type","status",coalesce("starts_on", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "needs_title" ON "needs" USING btree ("title","id");--> statement-breakpoint
CREATE INDEX "organisations_created" ON "organisations" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "outcomes_stated" ON "outcomes" USING btree ("publicly_stated");--> statement-breakpoint
CREATE INDEX "outcomes_from" ON "outcomes" USING btree (coalesce("from_day", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "outcomes_created" ON "outcomes" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "signatures_status" ON "signatures" USING btree ("status");--> statement-breakpoint
CREATE INDEX "signatures_method" ON "signatures" USING btree ("method");--> statement-breakpoint
CREATE INDEX "signatures_signed" ON "signatures" USING btree (coalesce("signed_on", 'infinity'::date),"id");--> statement-breakpoint
CREATE INDEX "signatures_created" ON "signatures" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "follow_ups_due_on" ON "follow_ups" USING btree ("due_on","id");--> statement-breakpoint
CREATE INDEX "follow_ups_created" ON "follow_ups" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "follow_ups_updated" ON "follow_ups" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "outcomes_metric" ON "outcomes" USING btree ("metric","id");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_rotated_from_key" UNIQUE("rotated_from_id");--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_sealed_whole" CHECK (num_nulls("changes"."position", "changes"."content_hash", "changes"."link") in (0, 3));--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_operation_known" CHECK ("changes"."operation" in ('insert', 'update', 'delete', 'erase'));--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_actor_kind_known" CHECK ("changes"."actor_kind" in ('api_key', 'account', 'public', 'system', 'database'));--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_scopes_known" CHECK ("api_keys"."scopes" <@ '{read,write}' and "api_keys"."scopes" <> '{}');--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_name_until_erased" CHECK (("contacts"."name" is null) = ("contacts"."erased_at" is not null));--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_erased_for_good" CHECK ("contacts"."erased_at" is null or not "contacts"."publish" and num_nonnulls("contacts"."title", "contacts"."email", "contacts"."phone", "contacts"."consent_given_on", "contacts"."consent_withdrawn_on", "contacts"."consent_evidence", "contacts"."retain_until") = 0);--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_consent_given" CHECK ("contacts"."legal_basis" <> 'consent' or "contacts"."consent_given_on" is not null or "contacts"."erased_at" is not null);--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_email_form" CHECK ("organisations"."email" ~ '@');