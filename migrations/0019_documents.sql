-- Sources were texts. Each text becomes a document, and each row cites it: a step that a program of the version before does
-- not survive, so all of them stop first (docs/operating.md). The checks below ask the
-- two functions.
create or replace function date_fits_precision(value date, precision_ text) returns boolean language sql immutable parallel safe as $$
  select case precision_
    when 'unknown' then value is null
    when 'day' then value is not null
    when 'week' then value is not null and extract(isodow from value) = 1
    when 'year' then value is not null and extract(day from value) = 1 and extract(month from value) = 1
    when 'quarter' then value is not null and extract(day from value) = 1 and extract(month from value) in (1, 4, 7, 10)
    when 'season' then value is not null and extract(day from value) = 1 and extract(month from value) in (3, 6, 9, 12)
    else value is not null and extract(day from value) = 1
  end
$$;
--> statement-breakpoint
create or replace function period_end(value date, precision_ text) returns date language sql immutable parallel safe strict as $$
  select case precision_
    when 'week' then value + 6
    when 'month' then (value + interval '1 month - 1 day')::date
    when 'quarter' then (value + interval '3 months - 1 day')::date
    when 'season' then (value + interval '3 months - 1 day')::date
    when 'year' then (value + interval '1 year - 1 day')::date
    else value
  end
$$;
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT registry_now() NOT NULL,
	"title" text collate "sv-SE-x-icu" NOT NULL,
	"kind" text NOT NULL,
	"publisher" text,
	"deciding_body" text,
	"number" text,
	"decided_on" date,
	"decided_on_precision" text DEFAULT 'unknown' NOT NULL,
	"decided_on_text" text,
	"published_on" date,
	"published_on_precision" text DEFAULT 'unknown' NOT NULL,
	"published_on_text" text,
	"valid_from" date,
	"valid_to" date,
	"parent_id" uuid,
	"url" text,
	"inferred" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "documents_title_given" CHECK ("documents"."title" <> ''),
	CONSTRAINT "documents_kind_known" CHECK ("documents"."kind" in ('programme', 'plan', 'policy', 'strategy', 'decision', 'agreement', 'follow_up', 'report', 'web_page', 'other')),
	CONSTRAINT "documents_decided_precision_known" CHECK ("documents"."decided_on_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown')),
	CONSTRAINT "documents_published_precision_known" CHECK ("documents"."published_on_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown')),
	CONSTRAINT "documents_decided_on_fits" CHECK (date_fits_precision("documents"."decided_on", "documents"."decided_on_precision")),
	CONSTRAINT "documents_published_on_fits" CHECK (date_fits_precision("documents"."published_on", "documents"."published_on_precision")),
	CONSTRAINT "documents_valid_order" CHECK ("documents"."valid_to" >= "documents"."valid_from"),
	CONSTRAINT "documents_parent_other" CHECK ("documents"."parent_id" <> "documents"."id"),
	CONSTRAINT "documents_url_form" CHECK ("documents"."url" ~ '^https?://')
);
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."documents"("id") ON DELETE restrict ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "documents_parent" ON "documents" USING btree ("parent_id");
--> statement-breakpoint
call keep_log('documents');
--> statement-breakpoint
call guard_rows('documents');
--> statement-breakpoint
create temporary table cited_texts on commit drop as
  select text, coalesce(id, uuid_v7()) as document_id
  from (
    select unnest(sources) as text from agreements union select unnest(sources) from areas
    union select unnest(sources) from collaborations union select unnest(sources) from contributions
    union select unnest(sources) from organisations union select unnest(sources) from outcomes
    union select unnest(sources) from participants union select unnest(sources) from signatures) texts
  left join (values
    ('Samhällskontrakt 2020 – för ett socialt hållbart Kungälv (kungalv.se, odaterad)', uuid '01557a8e-6400-743b-8d9c-1e9122399018'),
    ('Program Social hållbarhet – ökat innanförskap, KS2019/0202 (2019-12-19)', uuid '01557a8e-6400-77e2-b65f-5047b9351910'),
    ('Uppföljning program Social hållbarhet 2023 (2024-02-20)', uuid '01557a8e-6400-7130-b242-da3d8201ea05'),
    ('Samhällskontraktet – arbetet för innanförskap i kommunen fortsätter (kungalv.se, hösten 2023)', uuid '01557a8e-6400-710f-b915-6334f63d62dd'),
    ('Sociala investeringar blir nu konkreta insatser och resurser (kungalv.se, odaterad)', uuid '01557a8e-6400-7a21-bc3c-a171c8f34857'),
    ('Påhittade demodata', uuid '01557a8e-6400-76f6-8139-b9258e1eee71')) known (text, id) using (text);
--> statement-breakpoint
-- Those that the register itself has brought along, as it knows them now; of any other the text is all that is known.
insert into documents (id, title, kind, publisher, deciding_body, number, decided_on, decided_on_precision,
  published_on, published_on_precision, published_on_text, valid_from, valid_to, inferred)
select document_id, coalesce(title, text), coalesce(kind, 'other'), publisher, body, number, decided, coalesce(decided_as, 'unknown'),
  published, coalesce(published_as, 'unknown'), words, valid_from, valid_to, coalesce(inferred, '{}')
from cited_texts left join (values
  (uuid '01557a8e-6400-743b-8d9c-1e9122399018', 'Samhällskontrakt 2020 – för ett socialt hållbart Kungälv', 'web_page', 'Kungälvs kommun', null, null, null::date, null, date '2018-01-01', 'year', 'odaterad', null::date, null::date, '{publishedOn}'::text[]),
  ('01557a8e-6400-77e2-b65f-5047b9351910', 'Program Social hållbarhet – ökat innanförskap', 'programme', 'Kungälvs kommun', 'Kommunfullmäktige', 'KS2019/0202', '2019-12-19', 'day', null, null, null, '2020-01-01', '2027-12-31', '{}'),
  ('01557a8e-6400-7130-b242-da3d8201ea05', 'Uppföljning program Social hållbarhet 2023', 'follow_up', 'Kungälvs kommun', null, null, null, null, '2024-02-20', 'day', null, null, null, '{}'),
  ('01557a8e-6400-710f-b915-6334f63d62dd', 'Samhällskontraktet – arbetet för innanförskap i kommunen fortsätter', 'web_page', 'Kungälvs kommun', null, null, null, null, '2023-09-01', 'season', null, null, null, '{publishedOn}'),
  ('01557a8e-6400-7a21-bc3c-a171c8f34857', 'Sociala investeringar blir nu konkreta insatser och resurser', 'web_page', 'Kungälvs kommun', null, null, null, null, '2016-01-01', 'year', 'odaterad', null, null, '{publishedOn}'))
  known (id, title, kind, publisher, body, number, decided, decided_as, published, published_as, words, valid_from, valid_to, inferred)
  on known.id = document_id;
--> statement-breakpoint
ALTER TABLE "collaborations" DROP CONSTRAINT "collaborations_started_precision_known";
--> statement-breakpoint
ALTER TABLE "collaborations" DROP CONSTRAINT "collaborations_ended_precision_known";
--> statement-breakpoint
ALTER TABLE "outcomes" DROP CONSTRAINT "outcomes_public_statement_cited";
--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_precision_known";
--> statement-breakpoint
ALTER TABLE "participants" DROP CONSTRAINT "participants_period_order";
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "areas" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "areas" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "areas" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD COLUMN "started_on_text" text;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD COLUMN "ended_on_text" text;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "contributions" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "contributions" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "contributions" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "evidence" text;
--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "outcomes" ADD COLUMN "period_precision" text;
--> statement-breakpoint
ALTER TABLE "outcomes" ADD COLUMN "period_text" text;
--> statement-breakpoint
ALTER TABLE "outcomes" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "outcomes" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "outcomes" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "signed_on_text" text;
--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "from_precision" text;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "from_text" text;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "to_precision" text;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "to_text" text;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "attested_from" date;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "attested_to" date;
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "inferred" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
-- The texts leave the rows, and what they have become is written as any change is: with a version, and in the log.
do $$
declare
  registry_table text;
begin
  foreach registry_table in array array['agreements', 'areas', 'collaborations', 'contributions', 'organisations', 'outcomes', 'participants', 'signatures'] loop
    execute format('create temporary table former_sources as select id, sources from %I where sources <> ''{}''', registry_table);
    execute format('alter table %I drop column sources', registry_table);
    execute format('alter table %I add column sources jsonb default ''[]'' not null', registry_table);
    execute format('
      update %1$I set sources = cites, attested_from = oldest, attested_to = newest
      from (
        select former_sources.id, jsonb_agg(jsonb_build_object(''documentId'', document_id) order by place) as cites,
          min(coalesce(period_end(published_on, published_on_precision), period_end(decided_on, decided_on_precision))) as oldest,
          max(coalesce(period_end(published_on, published_on_precision), period_end(decided_on, decided_on_precision))) as newest
        from former_sources, unnest(sources) with ordinality as cited (text, place)
          join cited_texts using (text) join documents on documents.id = document_id
        group by former_sources.id) becomes
      where %1$I.id = becomes.id', registry_table);
    drop table former_sources;
  end loop;
end $$;
--> statement-breakpoint
-- Marks that only we understood.
update organisations set
  evidence = case right(mark, 1) when 'S' then 'signed' when 'P' then 'participant' when 'C' then 'category' when 'N' then 'named' when 'U' then 'unit' else 'external' end,
  tags = array_remove(tags, mark)
from (values ('evidens:S'), ('evidens:P'), ('evidens:C'), ('evidens:N'), ('evidens:U'), ('evidens:X')) marks (mark)
where mark = any(tags);
--> statement-breakpoint
update collaborations set inferred = '{status}', tags = array_remove(tags, 'harlett') where 'harlett' = any(tags);
--> statement-breakpoint
CREATE INDEX "agreements_attested" ON "agreements" USING btree ("attested_to") WHERE "agreements"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "areas_attested" ON "areas" USING btree ("attested_to") WHERE "areas"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "collaborations_attested" ON "collaborations" USING btree ("attested_to") WHERE "collaborations"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "contributions_attested" ON "contributions" USING btree ("attested_to") WHERE "contributions"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "organisations_attested" ON "organisations" USING btree ("attested_to") WHERE "organisations"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "outcomes_attested" ON "outcomes" USING btree ("attested_to") WHERE "outcomes"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "signatures_attested" ON "signatures" USING btree ("attested_to") WHERE "signatures"."attested_to" is not null;
--> statement-breakpoint
CREATE INDEX "participants_attested" ON "participants" USING btree ("attested_to") WHERE "participants"."attested_to" is not null;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD CONSTRAINT "collaborations_started_precision_known" CHECK ("collaborations"."started_on_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown'));
--> statement-breakpoint
ALTER TABLE "collaborations" ADD CONSTRAINT "collaborations_ended_precision_known" CHECK ("collaborations"."ended_on_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown'));
--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_evidence_known" CHECK ("organisations"."evidence" in ('signed', 'participant', 'category', 'named', 'unit', 'external'));
--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_period_precision_known" CHECK ("outcomes"."period_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year'));
--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_period_fits" CHECK ("outcomes"."period_precision" is null or (date_fits_precision("outcomes"."from_day", "outcomes"."period_precision") and date_fits_precision("outcomes"."to_day" + 1, "outcomes"."period_precision")));
--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_public_statement_cited" CHECK (not "outcomes"."publicly_stated" or "outcomes"."sources" <> '[]');
--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_precision_known" CHECK ("signatures"."signed_on_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown'));
--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_from_precision_known" CHECK ("participants"."from_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown'));
--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_to_precision_known" CHECK ("participants"."to_precision" in ('day', 'week', 'month', 'quarter', 'season', 'year', 'unknown'));
--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_from_fits" CHECK ("participants"."from_precision" is null or date_fits_precision("participants"."from_day", "participants"."from_precision"));
--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_to_fits" CHECK ("participants"."to_precision" is null or date_fits_precision("participants"."to_day", "participants"."to_precision"));
--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_period_order" CHECK (coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= "participants"."from_day");
--> statement-breakpoint
-- In the order in which they are made within a millisecond too (RFC 9562, 6.2, method 3): rows of one statement that share
-- their time of creation are listed as they came, and an index grows at its end.
create or replace function uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(
    overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(us / 1000) from 3) || int2send((28672 + us % 1000 * 4096 / 1000)::int2)
      from 1 for 8), 'hex')::uuid
  from (select floor(extract(epoch from clock_timestamp()) * 1000000)::bigint as us) now
$$;
--> statement-breakpoint
CREATE INDEX "organisations_evidence" ON "organisations" USING btree ("evidence") WHERE "organisations"."evidence" is not null;
--> statement-breakpoint
ALTER TABLE "collaborations" ADD COLUMN "confirmed_on" date;
--> statement-breakpoint
ALTER TABLE "follow_ups" ALTER COLUMN "contribution_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "collaboration_id" uuid;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_collaboration_id_collaborations_id_fk" FOREIGN KEY ("collaboration_id") REFERENCES "public"."collaborations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "follow_ups_collaboration_due" ON "follow_ups" USING btree ("collaboration_id") WHERE "follow_ups"."status" = 'due' and "follow_ups"."collaboration_id" is not null;--> statement-breakpoint
CREATE INDEX "follow_ups_collaboration" ON "follow_ups" USING btree ("collaboration_id","due_on") WHERE "follow_ups"."collaboration_id" is not null;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_one_subject" CHECK (num_nonnulls("follow_ups"."contribution_id", "follow_ups"."collaboration_id") = 1);
