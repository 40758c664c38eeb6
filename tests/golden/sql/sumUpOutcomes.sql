-- GET /outcomes/summary

-- public
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or false) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."from_day", '-infinity') as "from_day", coalesce("outcomes"."to_day", 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day"))::int as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1))), counted as ( select *
  from figures part
  where not exists (select 1
  from figures whole
  where whole.subject = part."allocation_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."contribution_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."collaboration_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)) select metric, null as type, null as area, null as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum
  from counted group by 1, 2, 3, 4
  order by metric collate "C", 2 nulls first, 3 nulls first, 4 nulls first;

-- reader
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or false) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."from_day", '-infinity') as "from_day", coalesce("outcomes"."to_day", 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day"))::int as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1))), counted as ( select *
  from figures part
  where not exists (select 1
  from figures whole
  where whole.subject = part."allocation_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."contribution_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."collaboration_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)) select metric, null as type, null as area, null as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum
  from counted group by 1, 2, 3, 4
  order by metric collate "C", 2 nulls first, 3 nulls first, 4 nulls first;

-- matcher
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."from_day", '-infinity') as "from_day", coalesce("outcomes"."to_day", 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day"))::int as "year"
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
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8)), counted as ( select *
  from figures part
  where not exists (select 1
  from figures whole
  where whole.subject = part."allocation_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."contribution_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."collaboration_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)) select metric, null as type, null as area, null as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum
  from counted group by 1, 2, 3, 4
  order by metric collate "C", 2 nulls first, 3 nulls first, 4 nulls first;

-- partner
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."from_day", '-infinity') as "from_day", coalesce("outcomes"."to_day", 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day"))::int as "year"
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
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8)), counted as ( select *
  from figures part
  where not exists (select 1
  from figures whole
  where whole.subject = part."allocation_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."contribution_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."collaboration_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)) select metric, null as type, null as area, null as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum
  from counted group by 1, 2, 3, 4
  order by metric collate "C", 2 nulls first, 3 nulls first, 4 nulls first;

-- coordinator
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", true as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."from_day", '-infinity') as "from_day", coalesce("outcomes"."to_day", 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day"))::int as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where true), counted as ( select *
  from figures part
  where not exists (select 1
  from figures whole
  where whole.subject = part."allocation_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."contribution_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)
  and not exists (select 1
  from figures whole
  where whole.subject = part."collaboration_id"
  and whole.metric = part.metric
  and whole.id <> part.id
  and whole.is_shown
  and whole.from_day <= part.from_day
  and whole.to_day >= part.to_day)) select metric, null as type, null as area, null as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum
  from counted group by 1, 2, 3, 4
  order by metric collate "C", 2 nulls first, 3 nulls first, 4 nulls first;
