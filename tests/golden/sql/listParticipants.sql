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

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text, (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $1::date
  and coalesce("participants"."to_day" + 1 > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where (("participants"."collaboration_id" = $4
  and "collaborations"."status" <> $5
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $6))
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $7::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $8::date, true))
  and (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $9::date
  and coalesce("participants"."to_day" + 1 > $10::date, true)
  and $11::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($12)
  and "participants"."updated_at" > $13)
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

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text, (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $1::date
  and coalesce("participants"."to_day" + 1 > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where (("participants"."collaboration_id" = $4
  and ("collaborations"."status" <> $5 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $6))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $7 or "organisations"."id" = $8)))
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $9::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $10::date, true))
  and (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $11::date
  and coalesce("participants"."to_day" + 1 > $12::date, true)
  and $13::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($14)
  and "participants"."updated_at" > $15)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;

-- coordinator
select count(*) as count
  from "collaborations"
  where "collaborations"."id" = $1;;

select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name", "participants"."id", (coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu")::text, (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $1::date
  and coalesce("participants"."to_day" + 1 > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."collaboration_id" = $4
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $5::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $6::date, true))
  and (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $7::date
  and coalesce("participants"."to_day" + 1 > $8::date, true)
  and $9::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and "participants"."role" in ('ord')
  and "participants"."organisation_id" in ($10)
  and "participants"."updated_at" > $11)
  order by coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu" asc, "participants"."id" asc
  limit 21 offset 0;
