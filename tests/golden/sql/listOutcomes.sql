-- GET /outcomes?count=true

-- public
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
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
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
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
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
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
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
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
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, true, "outcomes"."id", ("outcomes"."created_at")::text
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

-- GET /outcomes?updatedAfter=2025-02-03T09:30:00Z&metric=ord&contributionId=00000000-0000-7000-8000-000000000000&allocationId=00000000-0000-7000-8000-000000000000&collaborationId=00000000-0000-7000-8000-000000000000&organisationId=00000000-0000-7000-8000-000000000000&type=ord&area=ord&fromAfter=2025-02-03&toBefore=2025-02-03&publiclyStated=true

-- public
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
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
  where collaboration_id = any($6::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($7::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $8::text[] or "collaborations"."areas" && $9::text[])
  and "outcomes"."from_day" >= $10
  and "outcomes"."to_day" <= $11
  and "outcomes"."publicly_stated" = $12
  and "outcomes"."updated_at" > $13)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- reader
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false), "outcomes"."id", ("outcomes"."created_at")::text
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
  where collaboration_id = any($6::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($7::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $8::text[] or "collaborations"."areas" && $9::text[])
  and "outcomes"."from_day" >= $10
  and "outcomes"."to_day" <= $11
  and "outcomes"."publicly_stated" = $12
  and "outcomes"."updated_at" > $13)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- matcher
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
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
  where collaboration_id = any($13::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($14::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $15::text[] or "collaborations"."areas" && $16::text[])
  and "outcomes"."from_day" >= $17
  and "outcomes"."to_day" <= $18
  and "outcomes"."publicly_stated" = $19
  and "outcomes"."updated_at" > $20)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- partner
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
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
  where collaboration_id = any($13::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted)))
  and "outcomes"."id" in ( with wanted as (select id
  from contributions
  where organisation_id = any($14::uuid[])) select o.id
  from outcomes o
  where o.contribution_id in (select id
  from wanted)
  union all select o.id
  from allocations a join outcomes o on o.allocation_id = a.id
  where a.contribution_id in (select id
  from wanted))
  and "contributions"."type" in ('ord')
  and ("contributions"."areas" && $15::text[] or "collaborations"."areas" && $16::text[])
  and "outcomes"."from_day" >= $17
  and "outcomes"."to_day" <= $18
  and "outcomes"."publicly_stated" = $19
  and "outcomes"."updated_at" > $20)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;

-- coordinator
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, true, "outcomes"."id", ("outcomes"."created_at")::text
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
  and "outcomes"."from_day" >= $9
  and "outcomes"."to_day" <= $10
  and "outcomes"."publicly_stated" = $11
  and "outcomes"."updated_at" > $12)
  order by "outcomes"."created_at" desc, "outcomes"."id" desc
  limit 21 offset 0;
