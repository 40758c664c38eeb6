-- GET /collaborations/{collaborationId}/participants?count=true

-- public, reader
select count(*) as count
  from "collaborations"
  where ("collaborations"."id" = $1
  and "collaborations"."status" <> $2);;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $1
  and "collaborations"."status" <> $2
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $3))
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $1
  and "collaborations"."status" <> $2
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $3));

-- matcher, partner
select count(*) as count
  from "collaborations"
  where ("collaborations"."id" = $1
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3)));;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $1
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $4 or "organisations"."id" = $5)))
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $1
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $4 or "organisations"."id" = $5)));

-- coordinator
select count(*) as count
  from "collaborations"
  where "collaborations"."id" = $1;;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = $1
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = $1;

-- GET /collaborations/{collaborationId}/participants?updatedAfter=2025-02-03T09:30:00Z&asOf=2025-02-03&role=ord&organisationId=00000000-0000-7000-8000-000000000000

-- public, reader
select count(*) as count
  from "collaborations"
  where ("collaborations"."id" = $1
  and "collaborations"."status" <> $2);;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where (("participants"."collaboration_id" = $1
  and "collaborations"."status" <> $2
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $3))
  and (coalesce("participants"."from_day" <= $4, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $5, true))
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($6)
  and "participants"."updated_at" > $7)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

-- matcher, partner
select count(*) as count
  from "collaborations"
  where ("collaborations"."id" = $1
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3)));;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where (("participants"."collaboration_id" = $1
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $4 or "organisations"."id" = $5)))
  and (coalesce("participants"."from_day" <= $6, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $7, true))
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($8)
  and "participants"."updated_at" > $9)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

-- coordinator
select count(*) as count
  from "collaborations"
  where "collaborations"."id" = $1;;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $1
  and (coalesce("participants"."from_day" <= $2, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $3, true))
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($4)
  and "participants"."updated_at" > $5)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;
