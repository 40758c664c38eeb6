-- GET /needs?count=true

-- reader
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name", "needs"."id", ("needs"."created_at")::text
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("organisations"."visibility" = $1
  and "needs"."status" <> $2)
  order by "needs"."created_at" desc, "needs"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("organisations"."visibility" = $1
  and "needs"."status" <> $2);

-- matcher, partner
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name", "needs"."id", ("needs"."created_at")::text
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where (("organisations"."visibility" = $1
  and "needs"."status" <> $2) or "needs"."organisation_id" = $3)
  order by "needs"."created_at" desc, "needs"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where (("organisations"."visibility" = $1
  and "needs"."status" <> $2) or "needs"."organisation_id" = $3);

-- coordinator
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name", "needs"."id", ("needs"."created_at")::text
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where true
  order by "needs"."created_at" desc, "needs"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where true;

-- GET /needs?updatedAfter=2025-02-03T09:30:00Z&q=ord&type=ord&status=open&organisationId=00000000-0000-7000-8000-000000000000&area=ord&targetGroup=ord&startsAfter=2025-02-03&startsBefore=2025-02-03&endsAfter=2025-02-03&endsBefore=2025-02-03

-- reader
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name", "needs"."id", ("needs"."created_at")::text
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ((("organisations"."visibility" = $1
  and "needs"."status" <> $2)
  and "needs"."type" in ('ord')
  and "needs"."status" in ('open')
  and "needs"."organisation_id" in ($3)
  and "needs"."areas" && $4::text[]
  and "needs"."target_groups" && $5::text[]
  and "needs"."starts_on" >= $6
  and "needs"."starts_on" <= $7
  and "needs"."ends_on" >= $8
  and "needs"."ends_on" <= $9
  and "needs"."updated_at" > $10)
  and ("needs"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($11)))[1], '')), fold($12)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("needs"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($13)))[1], '')), fold($14)))) > 0))
  order by "needs"."created_at" desc, "needs"."id" desc
  limit 21 offset 0;

-- matcher, partner
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name", "needs"."id", ("needs"."created_at")::text
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where (((("organisations"."visibility" = $1
  and "needs"."status" <> $2) or "needs"."organisation_id" = $3)
  and "needs"."type" in ('ord')
  and "needs"."status" in ('open')
  and "needs"."organisation_id" in ($4)
  and "needs"."areas" && $5::text[]
  and "needs"."target_groups" && $6::text[]
  and "needs"."starts_on" >= $7
  and "needs"."starts_on" <= $8
  and "needs"."ends_on" >= $9
  and "needs"."ends_on" <= $10
  and "needs"."updated_at" > $11)
  and ("needs"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($12)))[1], '')), fold($13)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("needs"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($14)))[1], '')), fold($15)))) > 0))
  order by "needs"."created_at" desc, "needs"."id" desc
  limit 21 offset 0;

-- coordinator
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name", "needs"."id", ("needs"."created_at")::text
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where (("needs"."type" in ('ord')
  and "needs"."status" in ('open')
  and "needs"."organisation_id" in ($1)
  and "needs"."areas" && $2::text[]
  and "needs"."target_groups" && $3::text[]
  and "needs"."starts_on" >= $4
  and "needs"."starts_on" <= $5
  and "needs"."ends_on" >= $6
  and "needs"."ends_on" <= $7
  and "needs"."updated_at" > $8)
  and ("needs"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($9)))[1], '')), fold($10)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("needs"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($11)))[1], '')), fold($12)))) > 0))
  order by "needs"."created_at" desc, "needs"."id" desc
  limit 21 offset 0;
