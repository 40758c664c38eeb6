CREATE TABLE "chain_head" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"position" bigint NOT NULL,
	"link" "bytea" NOT NULL,
	CONSTRAINT "chain_head_only_one" CHECK ("chain_head"."only")
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
ALTER TABLE "changes" DROP CONSTRAINT "changes_operation_known";--> statement-breakpoint
ALTER TABLE "changes" DROP CONSTRAINT "changes_actor_kind_known";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "salt" uuid DEFAULT gen_random_uuid();--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "content_hash" "bytea";--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "link" "bytea";--> statement-breakpoint
CREATE INDEX "redactions_row" ON "redactions" USING btree ("table_name","row_id");--> statement-breakpoint
CREATE INDEX "redactions_created" ON "redactions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "changes_organisation" ON "changes" USING btree ("actor_organisation_id","seq");--> statement-breakpoint
CREATE INDEX "changes_table" ON "changes" USING btree ("table_name","position");--> statement-breakpoint
CREATE INDEX "changes_at" ON "changes" USING btree ("at");--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_sealed_whole" CHECK (num_nulls("changes"."position", "changes"."content_hash", "changes"."link") in (0, 3));--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_operation_known" CHECK ("changes"."operation" in ('insert', 'update', 'delete', 'erase'));--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_actor_kind_known" CHECK ("changes"."actor_kind" in ('api_key', 'account', 'system', 'database'));