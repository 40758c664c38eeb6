CREATE TABLE "collaboration_kinds" (
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
	CONSTRAINT "collaboration_kinds_code_key" UNIQUE("code"),
	CONSTRAINT "collaboration_kinds_code_form" CHECK (is_code("collaboration_kinds"."code"))
);
--> statement-breakpoint
CREATE TABLE "contact_roles" (
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
	CONSTRAINT "contact_roles_code_key" UNIQUE("code"),
	CONSTRAINT "contact_roles_code_form" CHECK (is_code("contact_roles"."code"))
);
--> statement-breakpoint
CREATE TABLE "signature_end_reasons" (
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
	CONSTRAINT "signature_end_reasons_code_key" UNIQUE("code"),
	CONSTRAINT "signature_end_reasons_code_form" CHECK (is_code("signature_end_reasons"."code"))
);
--> statement-breakpoint
CREATE TABLE "signature_methods" (
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
	CONSTRAINT "signature_methods_code_key" UNIQUE("code"),
	CONSTRAINT "signature_methods_code_form" CHECK (is_code("signature_methods"."code"))
);
--> statement-breakpoint
call keep_log('collaboration_kinds');
--> statement-breakpoint
call guard_rows('collaboration_kinds');
--> statement-breakpoint
call keep_log('contact_roles');
--> statement-breakpoint
call guard_rows('contact_roles');
--> statement-breakpoint
call keep_log('signature_methods');
--> statement-breakpoint
call guard_rows('signature_methods');
--> statement-breakpoint
call keep_log('signature_end_reasons');
--> statement-breakpoint
call guard_rows('signature_end_reasons');
--> statement-breakpoint
-- Where there is something, the words that it has been written with so far: of the ids that the seed would give them.
-- An empty register gets them, or others, from its seed or by hand.
do $$
begin
  if not exists (select from sectors) and not exists (select from collaborations) and not exists (select from contacts)
    and not exists (select from signatures) then return; end if;
  insert into collaboration_kinds (id, code, label_sv, label_en, position) values
    ('01557a8e-6400-7a61-be30-451e8ea841a4', 'meeting_place', 'Mötesplats', 'Meeting place', 0),
    ('01557a8e-6400-7d08-83d0-8904a7150193', 'gathering_place', 'Samlingsplats', 'Gathering place', 1),
    ('01557a8e-6400-7549-9cb8-fcd73657468b', 'school_business', 'Skola och näringsliv', 'School and business', 2),
    ('01557a8e-6400-70c1-98ef-e52337cd4bce', 'model', 'Modell', 'Model', 3),
    ('01557a8e-6400-7961-85ba-fa3ebe7ae1e8', 'job_track', 'Jobbspår', 'Job track', 4),
    ('01557a8e-6400-7650-9cd2-6cc14b4536f6', 'agreement', 'Överenskommelse', 'Agreement', 5),
    ('01557a8e-6400-7ca7-b512-f4f99b5bd833', 'project', 'Projekt', 'Project', 6),
    ('01557a8e-6400-7e90-ac52-362b2a648280', 'service', 'Verksamhet', 'Service', 7),
    ('01557a8e-6400-74dd-a501-ef3dd62d4fc8', 'network', 'Nätverk', 'Network', 8),
    ('01557a8e-6400-7e8f-95e5-6768c21a9a9d', 'fair', 'Mässa', 'Fair', 9);
  insert into contact_roles (id, code, label_sv, label_en, position) values
    ('01557a8e-6400-7d4f-9097-ed62340ed957', 'signatory', 'Undertecknare', 'Signatory', 0),
    ('01557a8e-6400-72a9-b1eb-ad2be7cbb8b2', 'coordinator', 'Samordnare', 'Coordinator', 1),
    ('01557a8e-6400-718b-bb79-3d1ca58b23a7', 'placement_host', 'Tar emot på platser', 'Placement host', 2),
    ('01557a8e-6400-7c57-81e6-260b4fcc39cc', 'supervisor', 'Handledare', 'Supervisor', 3),
    ('01557a8e-6400-7097-aa6a-c134a974cc83', 'press', 'Press', 'Press', 4),
    ('01557a8e-6400-74f4-93e7-ab789071cebb', 'other', 'Annat', 'Other', 5);
  insert into signature_methods (id, code, label_sv, label_en, position) values
    ('01557a8e-6400-7c54-8fd2-2f2769ab0ba0', 'ceremony', 'Vid en ceremoni', 'At a ceremony', 0),
    ('01557a8e-6400-7966-949e-09f31569f2c5', 'paper', 'På papper', 'On paper', 1),
    ('01557a8e-6400-745f-9625-1947de68dd70', 'digital', 'Digitalt', 'Digitally', 2),
    ('01557a8e-6400-70ae-84fa-602e6b749596', 'imported', 'Tidigare, infört i efterhand', 'Earlier, entered afterwards', 3);
  insert into signature_end_reasons (id, code, label_sv, label_en, position) values
    ('01557a8e-6400-7ef1-a1b9-8fa798980a23', 'withdrawn', 'Organisationen har lämnat', 'The organisation has left', 0),
    ('01557a8e-6400-7d11-b1e6-179dd47d4164', 'ceased', 'Organisationen har upphört', 'The organisation has ceased', 1),
    ('01557a8e-6400-73d2-9db9-91cc44c87bc2', 'merged', 'Organisationen har gått upp i en annan', 'The organisation has merged into another', 2),
    ('01557a8e-6400-7838-ab9b-2a2584347850', 'superseded', 'Ersatt av ett nytt undertecknande', 'Replaced by a later signature', 3);
end
$$;
--> statement-breakpoint
ALTER TABLE "collaborations" DROP CONSTRAINT "collaborations_kind_known";--> statement-breakpoint
ALTER TABLE "contacts" DROP CONSTRAINT "contacts_role_known";--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_method_known";--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_end_reason_known";--> statement-breakpoint
ALTER TABLE "collaborations" ADD CONSTRAINT "collaborations_kind_collaboration_kinds_code_fk" FOREIGN KEY ("kind") REFERENCES "public"."collaboration_kinds"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_role_contact_roles_code_fk" FOREIGN KEY ("role") REFERENCES "public"."contact_roles"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_method_signature_methods_code_fk" FOREIGN KEY ("method") REFERENCES "public"."signature_methods"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_end_reason_signature_end_reasons_code_fk" FOREIGN KEY ("end_reason") REFERENCES "public"."signature_end_reasons"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contacts_role" ON "contacts" USING btree ("role");--> statement-breakpoint
CREATE INDEX "signatures_end_reason" ON "signatures" USING btree ("end_reason") WHERE "signatures"."end_reason" is not null;
