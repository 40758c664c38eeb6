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

-- GET /collaborations/{collaborationId}/participants?updatedAfter=2025-02-03T09:30:00Z&asOf=2025-02-03&certainty=certain&role=ord&organisationId=00000000-0000-7000-8000-000000000000

-- public, reader
select count(*) as count
  from "collaborations"
  where ("collaborations"."id" = $1
  and "collaborations"."status" <> $2);;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text, (coalesce(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $1::date
  and coalesce("participants"."to_day" + 1 > $2::date, true))
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where (("participants"."collaboration_id" = $3
  and "collaborations"."status" <> $4
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $5))
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $6::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $7::date, true))
  and (coalesce(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $8::date
  and coalesce("participants"."to_day" + 1 > $9::date, true))
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($10)
  and "participants"."updated_at" > $11)
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

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text, (coalesce(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $1::date
  and coalesce("participants"."to_day" + 1 > $2::date, true))
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where (("participants"."collaboration_id" = $3
  and ("collaborations"."status" <> $4 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $5))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $6 or "organisations"."id" = $7)))
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $8::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $9::date, true))
  and (coalesce(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $10::date
  and coalesce("participants"."to_day" + 1 > $11::date, true))
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($12)
  and "participants"."updated_at" > $13)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

-- coordinator
select count(*) as count
  from "collaborations"
  where "collaborations"."id" = $1;;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text, (coalesce(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $1::date
  and coalesce("participants"."to_day" + 1 > $2::date, true))
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $3
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $4::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $5::date, true))
  and (coalesce(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $6::date
  and coalesce("participants"."to_day" + 1 > $7::date, true))
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($8)
  and "participants"."updated_at" > $9)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;
