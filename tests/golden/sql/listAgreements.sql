-- GET /agreements?count=true

-- public, reader, matcher, partner
select "id", "version", "created_at", "updated_at", "code", "title", "text_sv", "text_en", "value_words", "goals", "control_stations", "valid_from", "valid_to", "document_hash", "status", "sources", "attested_from", "attested_to", "inferred", "id", ("agreements"."code")::text
  from "agreements"
  where "agreements"."status" <> $1
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "agreements"
  where "agreements"."status" <> $1;

-- coordinator
select "id", "version", "created_at", "updated_at", "code", "title", "text_sv", "text_en", "value_words", "goals", "control_stations", "valid_from", "valid_to", "document_hash", "status", "sources", "attested_from", "attested_to", "inferred", "id", ("agreements"."code")::text
  from "agreements"
  where true
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "agreements"
  where true;

-- GET /agreements?updatedAfter=2025-02-03T09:30:00Z&status=draft&asOf=2025-02-03

-- public, reader, matcher, partner
select "id", "version", "created_at", "updated_at", "code", "title", "text_sv", "text_en", "value_words", "goals", "control_stations", "valid_from", "valid_to", "document_hash", "status", "sources", "attested_from", "attested_to", "inferred", "id", ("agreements"."code")::text
  from "agreements"
  where ("agreements"."status" <> $1
  and "agreements"."status" in ('draft')
  and ("agreements"."status" <> 'draft'
  and "agreements"."valid_from" <= $2
  and coalesce("agreements"."valid_to" >= $3, true))
  and "agreements"."updated_at" > $4)
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;

-- coordinator
select "id", "version", "created_at", "updated_at", "code", "title", "text_sv", "text_en", "value_words", "goals", "control_stations", "valid_from", "valid_to", "document_hash", "status", "sources", "attested_from", "attested_to", "inferred", "id", ("agreements"."code")::text
  from "agreements"
  where ("agreements"."status" in ('draft')
  and ("agreements"."status" <> 'draft'
  and "agreements"."valid_from" <= $1
  and coalesce("agreements"."valid_to" >= $2, true))
  and "agreements"."updated_at" > $3)
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;
