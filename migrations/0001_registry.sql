CREATE TABLE "changes" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "changes_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"position" bigint,
	"table_name" text NOT NULL,
	"row_id" uuid NOT NULL,
	"row_version" integer NOT NULL,
	"operation" text NOT NULL,
	"old_values" jsonb,
	"new_values" jsonb,
	"changed" text[] NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"actor_role" text,
	"actor_organisation_id" uuid,
	"request_id" text,
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	CONSTRAINT "changes_operation_known" CHECK ("changes"."operation" in ('insert', 'update', 'delete')),
	CONSTRAINT "changes_actor_kind_known" CHECK ("changes"."actor_kind" in ('api_key', 'system', 'database'))
);
--> statement-breakpoint
CREATE TABLE "api_key_uses" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"last_used_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"organisation_id" uuid,
	"hash" "bytea" NOT NULL,
	"hint" text NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone,
	CONSTRAINT "api_keys_hash_key" UNIQUE("hash"),
	CONSTRAINT "api_keys_role_known" CHECK ("api_keys"."role" in ('coordinator', 'partner', 'matcher', 'reader')),
	CONSTRAINT "api_keys_hash_form" CHECK (octet_length("api_keys"."hash") = 32),
	CONSTRAINT "api_keys_organisation_fits" CHECK (("api_keys"."role" in ('partner', 'matcher')) = ("api_keys"."organisation_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "agreements" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"title" text NOT NULL,
	"text_sv" text,
	"text_en" text,
	"value_words" text[] DEFAULT '{}' NOT NULL,
	"goals" text[] DEFAULT '{}' NOT NULL,
	"control_stations" integer[] DEFAULT '{}' NOT NULL,
	"valid_from" date,
	"valid_to" date,
	"document_hash" text,
	"status" text DEFAULT 'draft' NOT NULL,
	"sources" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "agreements_code_key" UNIQUE("code"),
	CONSTRAINT "agreements_code_form" CHECK ("agreements"."code" ~ '^[A-Z0-9][A-Z0-9-]*$'),
	CONSTRAINT "agreements_status_known" CHECK ("agreements"."status" in ('draft', 'open', 'closed', 'superseded')),
	CONSTRAINT "agreements_valid_order" CHECK ("agreements"."valid_to" >= "agreements"."valid_from"),
	CONSTRAINT "agreements_open_valid_from" CHECK ("agreements"."status" = 'draft' or "agreements"."valid_from" is not null),
	CONSTRAINT "agreements_document_hash_form" CHECK ("agreements"."document_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "allocations" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"contribution_id" uuid NOT NULL,
	"need_id" uuid,
	"matcher_id" uuid,
	"quantity" integer NOT NULL,
	"reference" text,
	"status" text NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"hold_minutes" integer NOT NULL,
	"reason" text,
	CONSTRAINT "allocations_status_known" CHECK ("allocations"."status" in ('waiting', 'reserved', 'confirmed', 'started', 'completed', 'cancelled', 'expired', 'no_show')),
	CONSTRAINT "allocations_quantity_positive" CHECK ("allocations"."quantity" > 0),
	CONSTRAINT "allocations_hold_minutes_positive" CHECK ("allocations"."hold_minutes" > 0),
	CONSTRAINT "allocations_expires_at_fits" CHECK (("allocations"."status" = 'reserved') <= ("allocations"."expires_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "areas" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"number" integer NOT NULL,
	"label_sv" text NOT NULL,
	"label_en" text NOT NULL,
	"description_sv" text,
	"description_en" text,
	"goals" integer[] DEFAULT '{}' NOT NULL,
	"ended_on" date,
	"sources" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "areas_code_key" UNIQUE("code"),
	CONSTRAINT "areas_number_key" UNIQUE("number"),
	CONSTRAINT "areas_code_form" CHECK (is_code("areas"."code")),
	CONSTRAINT "areas_goals_known" CHECK ("areas"."goals" <@ array[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17])
);
--> statement-breakpoint
CREATE TABLE "collaborations" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"name" text collate "sv-SE-x-icu" NOT NULL,
	"kind" text NOT NULL,
	"purpose" text,
	"description" text,
	"target_groups" text[] DEFAULT '{}' NOT NULL,
	"areas" text[] DEFAULT '{}' NOT NULL,
	"started_on" date,
	"started_on_precision" text DEFAULT 'unknown' NOT NULL,
	"ended_on" date,
	"ended_on_precision" text DEFAULT 'unknown' NOT NULL,
	"planned_months" integer,
	"place" text,
	"schedule_rule" text,
	"schedule_time" text,
	"schedule_time_zone" text,
	"schedule_minutes" integer,
	"activities" text[] DEFAULT '{}' NOT NULL,
	"staffing" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"links" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"sources" text[] DEFAULT '{}' NOT NULL,
	"search_text" text GENERATED ALWAYS AS (coalesce(fold(name), '') || ' ' || coalesce(fold(purpose), '') || ' ' || coalesce(fold(description), '') || ' ' || coalesce(fold(activities), '') || ' ' || coalesce(fold(place), '')) STORED,
	CONSTRAINT "collaborations_name_given" CHECK ("collaborations"."name" <> ''),
	CONSTRAINT "collaborations_kind_known" CHECK ("collaborations"."kind" in ('meeting_place', 'gathering_place', 'school_business', 'model', 'job_track', 'agreement', 'project', 'service', 'network', 'fair')),
	CONSTRAINT "collaborations_status_known" CHECK ("collaborations"."status" in ('idea', 'planned', 'active', 'paused', 'ended')),
	CONSTRAINT "collaborations_started_precision_known" CHECK ("collaborations"."started_on_precision" in ('day', 'month', 'year', 'unknown')),
	CONSTRAINT "collaborations_ended_precision_known" CHECK ("collaborations"."ended_on_precision" in ('day', 'month', 'year', 'unknown')),
	CONSTRAINT "collaborations_started_on_fits" CHECK (date_fits_precision("collaborations"."started_on", "collaborations"."started_on_precision")),
	CONSTRAINT "collaborations_ended_on_fits" CHECK (date_fits_precision("collaborations"."ended_on", "collaborations"."ended_on_precision")),
	CONSTRAINT "collaborations_period_order" CHECK (period_end("collaborations"."ended_on", "collaborations"."ended_on_precision") >= "collaborations"."started_on"),
	CONSTRAINT "collaborations_planned_months_positive" CHECK ("collaborations"."planned_months" > 0),
	CONSTRAINT "collaborations_schedule_time_form" CHECK ("collaborations"."schedule_time" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	CONSTRAINT "collaborations_schedule_minutes_positive" CHECK ("collaborations"."schedule_minutes" between 1 and 1440),
	CONSTRAINT "collaborations_schedule_whole" CHECK (num_nulls("collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone") in (0, 3)),
	CONSTRAINT "collaborations_staffing_list" CHECK (jsonb_typeof("collaborations"."staffing") = 'array'),
	CONSTRAINT "collaborations_links_list" CHECK (jsonb_typeof("collaborations"."links") = 'array')
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"title" text,
	"email" text,
	"phone" text,
	"role" text NOT NULL,
	"legal_basis" text DEFAULT 'public_task' NOT NULL,
	"consent_given_on" date,
	"consent_withdrawn_on" date,
	"consent_evidence" text,
	"publish" boolean DEFAULT false NOT NULL,
	"retain_until" date,
	"erased_at" timestamp(3) with time zone,
	CONSTRAINT "contacts_of_organisation_key" UNIQUE("id","organisation_id"),
	CONSTRAINT "contacts_role_known" CHECK ("contacts"."role" in ('signatory', 'coordinator', 'placement_host', 'supervisor', 'press', 'other')),
	CONSTRAINT "contacts_legal_basis_known" CHECK ("contacts"."legal_basis" in ('public_task', 'consent')),
	CONSTRAINT "contacts_consent_given" CHECK ("contacts"."legal_basis" <> 'consent' or "contacts"."consent_given_on" is not null),
	CONSTRAINT "contacts_consent_once_given" CHECK ("contacts"."consent_withdrawn_on" is null or "contacts"."consent_given_on" is not null),
	CONSTRAINT "contacts_consent_order" CHECK ("contacts"."consent_withdrawn_on" >= "contacts"."consent_given_on"),
	CONSTRAINT "contacts_publish_allowed" CHECK (not "contacts"."publish" or "contacts"."legal_basis" <> 'consent' or "contacts"."consent_withdrawn_on" is null)
);
--> statement-breakpoint
CREATE TABLE "contributions" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"collaboration_id" uuid,
	"type" text NOT NULL,
	"title" text collate "sv-SE-x-icu" NOT NULL,
	"description" text,
	"areas" text[] DEFAULT '{}' NOT NULL,
	"target_groups" text[] DEFAULT '{}' NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"apply_by" date,
	"place" text,
	"hours" text,
	"requirements" text,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"supervisor_contact_id" uuid,
	"external_reference" text,
	"series_id" uuid,
	"latitude" double precision,
	"longitude" double precision,
	"offered" integer NOT NULL,
	"funded" integer,
	"reserved" integer DEFAULT 0 NOT NULL,
	"filled" integer DEFAULT 0 NOT NULL,
	"completed" integer DEFAULT 0 NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"withdrawal_reason" text,
	"published_at" timestamp(3) with time zone,
	"sources" text[] DEFAULT '{}' NOT NULL,
	"search_text" text GENERATED ALWAYS AS (coalesce(fold(title), '') || ' ' || coalesce(fold(description), '') || ' ' || coalesce(fold(place), '') || ' ' || coalesce(fold(requirements), '')) STORED,
	CONSTRAINT "contributions_position_whole" CHECK (num_nulls("contributions"."latitude", "contributions"."longitude") in (0, 2)),
	CONSTRAINT "contributions_position_on_earth" CHECK ("contributions"."latitude" between -90 and 90 and "contributions"."longitude" between -180 and 180),
	CONSTRAINT "contributions_title_given" CHECK ("contributions"."title" <> ''),
	CONSTRAINT "contributions_status_known" CHECK ("contributions"."status" in ('draft', 'published', 'full', 'paused', 'closed', 'followed_up', 'withdrawn')),
	CONSTRAINT "contributions_offered_positive" CHECK ("contributions"."offered" > 0),
	CONSTRAINT "contributions_funded_not_negative" CHECK ("contributions"."funded" >= 0),
	CONSTRAINT "contributions_reserved_not_negative" CHECK ("contributions"."reserved" >= 0),
	CONSTRAINT "contributions_filled_not_negative" CHECK ("contributions"."filled" >= 0),
	CONSTRAINT "contributions_never_overbooked" CHECK ("contributions"."reserved" + "contributions"."filled" <= least("contributions"."offered", coalesce("contributions"."funded", "contributions"."offered"))),
	CONSTRAINT "contributions_completed_were_filled" CHECK ("contributions"."completed" between 0 and "contributions"."filled"),
	CONSTRAINT "contributions_period_order" CHECK ("contributions"."ends_on" >= "contributions"."starts_on"),
	CONSTRAINT "contributions_apply_before_end" CHECK ("contributions"."apply_by" <= "contributions"."ends_on"),
	CONSTRAINT "contributions_withdrawal_reason_given" CHECK ("contributions"."status" <> 'withdrawn' or "contributions"."reserved" + "contributions"."filled" = 0 or "contributions"."withdrawal_reason" is not null),
	CONSTRAINT "contributions_published_at_known" CHECK ("contributions"."status" in ('draft', 'withdrawn') or "contributions"."published_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "needs" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"type" text NOT NULL,
	"title" text collate "sv-SE-x-icu" NOT NULL,
	"quantity" integer NOT NULL,
	"covered" integer DEFAULT 0 NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"areas" text[] DEFAULT '{}' NOT NULL,
	"target_groups" text[] DEFAULT '{}' NOT NULL,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"requirements" text,
	"place" text,
	"latitude" double precision,
	"longitude" double precision,
	"status" text DEFAULT 'open' NOT NULL,
	"search_text" text GENERATED ALWAYS AS (coalesce(fold(title), '') || ' ' || coalesce(fold(requirements), '') || ' ' || coalesce(fold(place), '')) STORED,
	CONSTRAINT "needs_status_known" CHECK ("needs"."status" in ('open', 'partly_covered', 'covered', 'closed')),
	CONSTRAINT "needs_quantity_positive" CHECK ("needs"."quantity" > 0),
	CONSTRAINT "needs_covered_not_negative" CHECK ("needs"."covered" >= 0),
	CONSTRAINT "needs_period_order" CHECK ("needs"."ends_on" >= "needs"."starts_on"),
	CONSTRAINT "needs_position_whole" CHECK (num_nulls("needs"."latitude", "needs"."longitude") in (0, 2)),
	CONSTRAINT "needs_position_on_earth" CHECK ("needs"."latitude" between -90 and 90 and "needs"."longitude" between -180 and 180)
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"name" text collate "sv-SE-x-icu" NOT NULL,
	"short_name" text,
	"aliases" text[] DEFAULT '{}' NOT NULL,
	"organisation_number" text,
	"number_status" text DEFAULT 'none' NOT NULL,
	"kind" text NOT NULL,
	"parent_id" uuid,
	"sector" text NOT NULL,
	"website" text,
	"street" text,
	"postcode" text,
	"city" text,
	"municipality_code" text,
	"description_sv" text,
	"description_en" text,
	"visibility" text DEFAULT 'public' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"ended_on" date,
	"sources" text[] DEFAULT '{}' NOT NULL,
	"search_text" text GENERATED ALWAYS AS (coalesce(fold(name), '') || ' ' || coalesce(fold(short_name), '') || ' ' || coalesce(fold(aliases), '') || ' ' || coalesce(fold(description_sv), '') || ' ' || coalesce(fold(description_en), '')) STORED,
	CONSTRAINT "organisations_kind_known" CHECK ("organisations"."kind" in ('legal_entity', 'unit', 'project', 'informal')),
	CONSTRAINT "organisations_number_status_known" CHECK ("organisations"."number_status" in ('none', 'unverified', 'verified')),
	CONSTRAINT "organisations_visibility_known" CHECK ("organisations"."visibility" in ('public', 'internal')),
	CONSTRAINT "organisations_number_form" CHECK (is_organisation_number("organisations"."organisation_number")),
	CONSTRAINT "organisations_number_status_fits" CHECK (("organisations"."organisation_number" is null) = ("organisations"."number_status" = 'none')),
	CONSTRAINT "organisations_parent_other" CHECK ("organisations"."parent_id" <> "organisations"."id"),
	CONSTRAINT "organisations_parent_fits" CHECK ("organisations"."parent_id" is null or "organisations"."kind" in ('unit', 'project')),
	CONSTRAINT "organisations_unit_of_something" CHECK ("organisations"."kind" <> 'unit' or "organisations"."parent_id" is not null),
	CONSTRAINT "organisations_name_given" CHECK ("organisations"."name" <> ''),
	CONSTRAINT "organisations_municipality_form" CHECK ("organisations"."municipality_code" ~ '^[0-9]{4}$'),
	CONSTRAINT "organisations_website_form" CHECK ("organisations"."website" ~ '^https?://')
);
--> statement-breakpoint
CREATE TABLE "outcomes" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"contribution_id" uuid,
	"allocation_id" uuid,
	"collaboration_id" uuid,
	"metric" text NOT NULL,
	"value" integer NOT NULL,
	"from_day" date,
	"to_day" date,
	"publicly_stated" boolean DEFAULT false NOT NULL,
	"note" text,
	"sources" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "outcomes_once_a_period" UNIQUE NULLS NOT DISTINCT("contribution_id","allocation_id","collaboration_id","metric","from_day","to_day"),
	CONSTRAINT "outcomes_one_subject" CHECK (num_nonnulls("outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id") = 1),
	CONSTRAINT "outcomes_value_not_negative" CHECK ("outcomes"."value" >= 0),
	CONSTRAINT "outcomes_period_order" CHECK ("outcomes"."to_day" >= "outcomes"."from_day"),
	CONSTRAINT "outcomes_public_statement_cited" CHECK (not "outcomes"."publicly_stated" or "outcomes"."sources" <> '{}')
);
--> statement-breakpoint
CREATE TABLE "contribution_types" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"label_sv" text NOT NULL,
	"label_en" text NOT NULL,
	"note" text,
	"position" integer DEFAULT 0 NOT NULL,
	"ended_on" date,
	"unit" text DEFAULT 'place' NOT NULL,
	"follow_up_days" integer DEFAULT 90 NOT NULL,
	CONSTRAINT "contribution_types_code_key" UNIQUE("code"),
	CONSTRAINT "contribution_types_code_form" CHECK (is_code("contribution_types"."code")),
	CONSTRAINT "contribution_types_follow_up_days_not_negative" CHECK ("contribution_types"."follow_up_days" >= 0),
	CONSTRAINT "contribution_types_unit_known" CHECK ("contribution_types"."unit" in ('place', 'hour', 'occasion'))
);
--> statement-breakpoint
CREATE TABLE "outcome_metrics" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"label_sv" text NOT NULL,
	"label_en" text NOT NULL,
	"note" text,
	"position" integer DEFAULT 0 NOT NULL,
	"ended_on" date,
	"part_of" text,
	CONSTRAINT "outcome_metrics_code_key" UNIQUE("code"),
	CONSTRAINT "outcome_metrics_code_form" CHECK (is_code("outcome_metrics"."code")),
	CONSTRAINT "outcome_metrics_part_of_other" CHECK ("outcome_metrics"."part_of" <> "outcome_metrics"."code")
);
--> statement-breakpoint
CREATE TABLE "participant_roles" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"label_sv" text NOT NULL,
	"label_en" text NOT NULL,
	"note" text,
	"position" integer DEFAULT 0 NOT NULL,
	"ended_on" date,
	CONSTRAINT "participant_roles_code_key" UNIQUE("code"),
	CONSTRAINT "participant_roles_code_form" CHECK (is_code("participant_roles"."code"))
);
--> statement-breakpoint
CREATE TABLE "sectors" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"label_sv" text NOT NULL,
	"label_en" text NOT NULL,
	"note" text,
	"position" integer DEFAULT 0 NOT NULL,
	"ended_on" date,
	CONSTRAINT "sectors_code_key" UNIQUE("code"),
	CONSTRAINT "sectors_code_form" CHECK (is_code("sectors"."code"))
);
--> statement-breakpoint
CREATE TABLE "target_groups" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"code" text NOT NULL,
	"label_sv" text NOT NULL,
	"label_en" text NOT NULL,
	"note" text,
	"position" integer DEFAULT 0 NOT NULL,
	"ended_on" date,
	CONSTRAINT "target_groups_code_key" UNIQUE("code"),
	CONSTRAINT "target_groups_code_form" CHECK (is_code("target_groups"."code"))
);
--> statement-breakpoint
CREATE TABLE "replays" (
	"caller" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"status" integer NOT NULL,
	"headers" jsonb NOT NULL,
	"body" text,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	CONSTRAINT "replays_caller_key_pk" PRIMARY KEY("caller","key")
);
--> statement-breakpoint
CREATE TABLE "signatures" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"agreement_id" uuid NOT NULL,
	"signed_on" date,
	"signed_on_precision" text DEFAULT 'day' NOT NULL,
	"signed_by_function" text,
	"signed_by_contact_id" uuid,
	"method" text NOT NULL,
	"status" text DEFAULT 'signed' NOT NULL,
	"ended_on" date,
	"end_reason" text,
	"renewed_from_id" uuid,
	"sources" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "signatures_of_organisation_key" UNIQUE("id","organisation_id"),
	CONSTRAINT "signatures_precision_known" CHECK ("signatures"."signed_on_precision" in ('day', 'month', 'year', 'unknown')),
	CONSTRAINT "signatures_method_known" CHECK ("signatures"."method" in ('ceremony', 'paper', 'digital', 'imported')),
	CONSTRAINT "signatures_status_known" CHECK ("signatures"."status" in ('invited', 'signed', 'ended')),
	CONSTRAINT "signatures_end_reason_known" CHECK ("signatures"."end_reason" in ('withdrawn', 'ceased', 'merged', 'superseded')),
	CONSTRAINT "signatures_signed_on_fits" CHECK (date_fits_precision("signatures"."signed_on", "signatures"."signed_on_precision")),
	CONSTRAINT "signatures_invited_unsigned" CHECK ("signatures"."status" <> 'invited' or "signatures"."signed_on" is null),
	CONSTRAINT "signatures_end_complete" CHECK (("signatures"."status" = 'ended') = ("signatures"."ended_on" is not null)),
	CONSTRAINT "signatures_end_reason_given" CHECK (("signatures"."status" = 'ended') = ("signatures"."end_reason" is not null)),
	CONSTRAINT "signatures_end_order" CHECK ("signatures"."ended_on" >= "signatures"."signed_on"),
	CONSTRAINT "signatures_renewed_other" CHECK ("signatures"."renewed_from_id" <> "signatures"."id")
);
--> statement-breakpoint
CREATE TABLE "participants" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"collaboration_id" uuid NOT NULL,
	"organisation_id" uuid,
	"description" text,
	"role" text NOT NULL,
	"from_day" date,
	"to_day" date,
	"sources" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "participants_one_of" CHECK (num_nonnulls("participants"."organisation_id", "participants"."description") = 1),
	CONSTRAINT "participants_period_order" CHECK ("participants"."to_day" >= "participants"."from_day")
);
--> statement-breakpoint
CREATE TABLE "follow_ups" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"contribution_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"status" text DEFAULT 'due' NOT NULL,
	"reason" text,
	CONSTRAINT "follow_ups_contribution_key" UNIQUE("contribution_id"),
	CONSTRAINT "follow_ups_status_known" CHECK ("follow_ups"."status" in ('due', 'done', 'dropped')),
	CONSTRAINT "follow_ups_dropped_with_reason" CHECK ("follow_ups"."status" <> 'dropped' or "follow_ups"."reason" is not null)
);
--> statement-breakpoint
ALTER TABLE "api_key_uses" ADD CONSTRAINT "api_key_uses_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_contribution_id_contributions_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_matcher_id_organisations_id_fk" FOREIGN KEY ("matcher_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contributions" ADD CONSTRAINT "contributions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contributions" ADD CONSTRAINT "contributions_collaboration_id_collaborations_id_fk" FOREIGN KEY ("collaboration_id") REFERENCES "public"."collaborations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contributions" ADD CONSTRAINT "contributions_type_contribution_types_code_fk" FOREIGN KEY ("type") REFERENCES "public"."contribution_types"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contributions" ADD CONSTRAINT "contributions_supervisor_fk" FOREIGN KEY ("supervisor_contact_id","organisation_id") REFERENCES "public"."contacts"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contributions" ADD CONSTRAINT "contributions_series_fk" FOREIGN KEY ("series_id") REFERENCES "public"."contributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_type_contribution_types_code_fk" FOREIGN KEY ("type") REFERENCES "public"."contribution_types"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_sector_sectors_code_fk" FOREIGN KEY ("sector") REFERENCES "public"."sectors"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_contribution_id_contributions_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_allocation_id_allocations_id_fk" FOREIGN KEY ("allocation_id") REFERENCES "public"."allocations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_collaboration_id_collaborations_id_fk" FOREIGN KEY ("collaboration_id") REFERENCES "public"."collaborations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_metric_outcome_metrics_code_fk" FOREIGN KEY ("metric") REFERENCES "public"."outcome_metrics"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcome_metrics" ADD CONSTRAINT "outcome_metrics_part_of_fk" FOREIGN KEY ("part_of") REFERENCES "public"."outcome_metrics"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_renewed_from_fk" FOREIGN KEY ("renewed_from_id","organisation_id") REFERENCES "public"."signatures"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_contact_fk" FOREIGN KEY ("signed_by_contact_id","organisation_id") REFERENCES "public"."contacts"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_collaboration_id_collaborations_id_fk" FOREIGN KEY ("collaboration_id") REFERENCES "public"."collaborations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_role_participant_roles_code_fk" FOREIGN KEY ("role") REFERENCES "public"."participant_roles"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_contribution_id_contributions_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "changes_position_key" ON "changes" USING btree ("position");--> statement-breakpoint
CREATE INDEX "changes_unnumbered" ON "changes" USING btree ("seq") WHERE "changes"."position" is null;--> statement-breakpoint
CREATE INDEX "changes_row" ON "changes" USING btree ("table_name","row_id","seq");--> statement-breakpoint
CREATE INDEX "changes_actor" ON "changes" USING btree ("actor_id","seq");--> statement-breakpoint
CREATE INDEX "changes_request" ON "changes" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "api_keys_organisation" ON "api_keys" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "allocations_queue" ON "allocations" USING btree ("contribution_id","id") WHERE "allocations"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX "allocations_expiring" ON "allocations" USING btree ("expires_at") WHERE "allocations"."status" = 'reserved';--> statement-breakpoint
CREATE INDEX "allocations_contribution" ON "allocations" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "allocations_need" ON "allocations" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "allocations_matcher" ON "allocations" USING btree ("matcher_id");--> statement-breakpoint
CREATE INDEX "allocations_created" ON "allocations" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "allocations_updated" ON "allocations" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "collaborations_name" ON "collaborations" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "collaborations_updated" ON "collaborations" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "collaborations_kind" ON "collaborations" USING btree ("kind");--> statement-breakpoint
CREATE INDEX "collaborations_areas" ON "collaborations" USING gin ("areas");--> statement-breakpoint
CREATE INDEX "collaborations_target_groups" ON "collaborations" USING gin ("target_groups");--> statement-breakpoint
CREATE INDEX "collaborations_search" ON "collaborations" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "contacts_organisation" ON "contacts" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "contacts_updated" ON "contacts" USING btree ("updated_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "contributions_reference_key" ON "contributions" USING btree ("organisation_id","external_reference") WHERE "contributions"."external_reference" is not null;--> statement-breakpoint
CREATE INDEX "contributions_organisation" ON "contributions" USING btree ("organisation_id","starts_on");--> statement-breakpoint
CREATE INDEX "contributions_series" ON "contributions" USING btree ("series_id");--> statement-breakpoint
CREATE INDEX "contributions_ending" ON "contributions" USING btree ("ends_on") WHERE "contributions"."status" in ('published', 'full', 'paused');--> statement-breakpoint
CREATE INDEX "contributions_collaboration" ON "contributions" USING btree ("collaboration_id");--> statement-breakpoint
CREATE INDEX "contributions_supervisor" ON "contributions" USING btree ("supervisor_contact_id","organisation_id");--> statement-breakpoint
CREATE INDEX "contributions_type_period" ON "contributions" USING btree ("type",coalesce("starts_on", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "contributions_period" ON "contributions" USING btree (coalesce("starts_on", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "contributions_apply_by" ON "contributions" USING btree (coalesce("apply_by", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "contributions_created" ON "contributions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "contributions_updated" ON "contributions" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "contributions_title" ON "contributions" USING btree ("title","id");--> statement-breakpoint
CREATE INDEX "contributions_areas" ON "contributions" USING gin ("areas");--> statement-breakpoint
CREATE INDEX "contributions_target_groups" ON "contributions" USING gin ("target_groups");--> statement-breakpoint
CREATE INDEX "contributions_search" ON "contributions" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "needs_organisation" ON "needs" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "needs_type_period" ON "needs" USING btree ("type","starts_on","id");--> statement-breakpoint
CREATE INDEX "needs_period" ON "needs" USING btree ("starts_on","id");--> statement-breakpoint
CREATE INDEX "needs_created" ON "needs" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "needs_updated" ON "needs" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "needs_areas" ON "needs" USING gin ("areas");--> statement-breakpoint
CREATE INDEX "needs_target_groups" ON "needs" USING gin ("target_groups");--> statement-breakpoint
CREATE INDEX "needs_search" ON "needs" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "organisations_number_key" ON "organisations" USING btree ("organisation_number") WHERE "organisations"."organisation_number" is not null;--> statement-breakpoint
CREATE INDEX "organisations_parent" ON "organisations" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "organisations_sector" ON "organisations" USING btree ("sector");--> statement-breakpoint
CREATE INDEX "organisations_name" ON "organisations" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "organisations_updated" ON "organisations" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "organisations_search" ON "organisations" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "outcomes_contribution" ON "outcomes" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "outcomes_allocation" ON "outcomes" USING btree ("allocation_id");--> statement-breakpoint
CREATE INDEX "outcomes_collaboration" ON "outcomes" USING btree ("collaboration_id");--> statement-breakpoint
CREATE INDEX "outcomes_metric" ON "outcomes" USING btree ("metric");--> statement-breakpoint
CREATE INDEX "outcomes_updated" ON "outcomes" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "outcome_metrics_part_of" ON "outcome_metrics" USING btree ("part_of");--> statement-breakpoint
CREATE INDEX "replays_created" ON "replays" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "signatures_one_active" ON "signatures" USING btree ("organisation_id","agreement_id") WHERE "signatures"."status" <> 'ended';--> statement-breakpoint
CREATE INDEX "signatures_organisation" ON "signatures" USING btree ("organisation_id","signed_on");--> statement-breakpoint
CREATE INDEX "signatures_agreement" ON "signatures" USING btree ("agreement_id");--> statement-breakpoint
CREATE INDEX "signatures_contact" ON "signatures" USING btree ("signed_by_contact_id","organisation_id");--> statement-breakpoint
CREATE INDEX "signatures_renewed_from" ON "signatures" USING btree ("renewed_from_id","organisation_id");--> statement-breakpoint
CREATE INDEX "signatures_updated" ON "signatures" USING btree ("updated_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "participants_once_in_a_role" ON "participants" USING btree ("collaboration_id","organisation_id","role") WHERE "participants"."to_day" is null and "participants"."organisation_id" is not null;--> statement-breakpoint
CREATE INDEX "participants_collaboration" ON "participants" USING btree ("collaboration_id");--> statement-breakpoint
CREATE INDEX "participants_organisation" ON "participants" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "participants_role" ON "participants" USING btree ("role");--> statement-breakpoint
CREATE INDEX "follow_ups_due" ON "follow_ups" USING btree ("due_on","id") WHERE "follow_ups"."status" = 'due';