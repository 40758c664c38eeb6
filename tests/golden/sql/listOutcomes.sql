-- GET /outcomes?count=true

-- public
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1))
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1));

-- reader
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1))
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1));

-- matcher
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $5)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $1)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))) or "allocations"."matcher_id" = $4);

-- partner
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $5)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $1)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))) or "allocations"."matcher_id" = $4);

-- coordinator
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, true, "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where true
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where true;

-- GET /outcomes?updatedAfter=2025-02-03T09:30:00Z&metric=ord&contributionId=00000000-0000-7000-8000-000000000000&allocationId=00000000-0000-7000-8000-000000000000&collaborationId=00000000-0000-7000-8000-000000000000&organisationId=00000000-0000-7000-8000-000000000000&type=ord&area=ord&fromAfter=2025-02-03&toBefore=2025-02-03&year=2023&reportYear=2023&publiclyStated=true

-- public
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ((("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1))
  and "outcomes"."metric" in ($2)
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where id = any($3::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "outcomes"."allocation_id" in ($4)
  and ("outcomes"."collaboration_id" = any($5::uuid[]) or "outcomes"."id" in ( with wanted as (select id
  from contributions
  where (collaboration_id = any($6::uuid[])
  and exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $7)))) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($8::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $9::text[] or "collaborations"."areas" && $10::text[])
  and coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)) >= $11
  and coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)) <= $12
  and (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) = any($13::int[])
  and ("outcomes"."report_year" is not null
  and "outcomes"."report_year" = any($14::int[]))
  and "outcomes"."publicly_stated" = $15
  and "outcomes"."updated_at" > $16)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- reader
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ((("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1))
  and "outcomes"."metric" in ($2)
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where id = any($3::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "outcomes"."allocation_id" in ($4)
  and ("outcomes"."collaboration_id" = any($5::uuid[]) or "outcomes"."id" in ( with wanted as (select id
  from contributions
  where (collaboration_id = any($6::uuid[])
  and exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $7)))) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($8::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $9::text[] or "collaborations"."areas" && $10::text[])
  and coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)) >= $11
  and coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)) <= $12
  and (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) = any($13::int[])
  and ("outcomes"."report_year" is not null
  and "outcomes"."report_year" = any($14::int[]))
  and "outcomes"."publicly_stated" = $15
  and "outcomes"."updated_at" > $16)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- matcher
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ((("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $5)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8)
  and "outcomes"."metric" in ($9)
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where id = any($10::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "outcomes"."allocation_id" in ($11)
  and ("outcomes"."collaboration_id" = any($12::uuid[]) or "outcomes"."id" in ( with wanted as (select id
  from contributions
  where (collaboration_id = any($13::uuid[])
  and ("contributions"."organisation_id" = $14 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $15 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $16))))))) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($17::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $18::text[] or "collaborations"."areas" && $19::text[])
  and coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)) >= $20
  and coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)) <= $21
  and (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) = any($22::int[])
  and ("outcomes"."report_year" is not null
  and "outcomes"."report_year" = any($23::int[]))
  and "outcomes"."publicly_stated" = $24
  and "outcomes"."updated_at" > $25)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- partner
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))), "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ((("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $5)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8)
  and "outcomes"."metric" in ($9)
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where id = any($10::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "outcomes"."allocation_id" in ($11)
  and ("outcomes"."collaboration_id" = any($12::uuid[]) or "outcomes"."id" in ( with wanted as (select id
  from contributions
  where (collaboration_id = any($13::uuid[])
  and ("contributions"."organisation_id" = $14 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $15 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $16))))))) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($17::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $18::text[] or "collaborations"."areas" && $19::text[])
  and coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)) >= $20
  and coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)) <= $21
  and (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) = any($22::int[])
  and ("outcomes"."report_year" is not null
  and "outcomes"."report_year" = any($23::int[]))
  and "outcomes"."publicly_stated" = $24
  and "outcomes"."updated_at" > $25)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- coordinator
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, true, "outcomes"."id", ("outcomes"."created_at")::text
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ("outcomes"."metric" in ($1)
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where id = any($2::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "outcomes"."allocation_id" in ($3)
  and ("outcomes"."collaboration_id" = any($4::uuid[]) or "outcomes"."id" in ( with wanted as (select id
  from contributions
  where collaboration_id = any($5::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($6::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $7::text[] or "collaborations"."areas" && $8::text[])
  and coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)) >= $9
  and coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)) <= $10
  and (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) = any($11::int[])
  and ("outcomes"."report_year" is not null
  and "outcomes"."report_year" = any($12::int[]))
  and "outcomes"."publicly_stated" = $13
  and "outcomes"."updated_at" > $14)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;
