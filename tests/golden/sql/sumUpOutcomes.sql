-- GET /outcomes/summary

-- public
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or false) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."collaboration_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end) as "shown_collaboration_id", coalesce(coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)), '-infinity') as "from_day", coalesce(coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)), 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $2))), counted as ( select *
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
  and whole.to_day >= part.to_day)) select metric, (select unit
  from "outcome_metrics"
  where code = metric) as unit, shown_collaboration_id as "collaborationId", type as type, null as area, year as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum, count(distinct coalesce(shown_collaboration_id::text, type))::int as groups, -- Of figures of no known year each may be of another. (count(distinct year) + count(*) filter (where year is null))::int as years
  from counted group by 1, 3, 4, 5, 6
  order by metric collate "C", 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first
  limit $3;

-- reader
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or false) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."collaboration_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end) as "shown_collaboration_id", coalesce(coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)), '-infinity') as "from_day", coalesce(coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)), 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $2))), counted as ( select *
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
  and whole.to_day >= part.to_day)) select metric, (select unit
  from "outcome_metrics"
  where code = metric) as unit, shown_collaboration_id as "collaborationId", type as type, null as area, year as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum, count(distinct coalesce(shown_collaboration_id::text, type))::int as groups, -- Of figures of no known year each may be of another. (count(distinct year) + count(*) filter (where year is null))::int as years
  from counted group by 1, 3, 4, 5, 6
  order by metric collate "C", 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first
  limit $3;

-- matcher
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."collaboration_id", case when ("contributions"."organisation_id" = $5 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))))) then "contributions"."collaboration_id" end) as "shown_collaboration_id", coalesce(coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)), '-infinity') as "from_day", coalesce(coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)), 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $8)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $9 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $10))) or "allocations"."matcher_id" = $11)), counted as ( select *
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
  and whole.to_day >= part.to_day)) select metric, (select unit
  from "outcome_metrics"
  where code = metric) as unit, shown_collaboration_id as "collaborationId", type as type, null as area, year as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum, count(distinct coalesce(shown_collaboration_id::text, type))::int as groups, -- Of figures of no known year each may be of another. (count(distinct year) + count(*) filter (where year is null))::int as years
  from counted group by 1, 3, 4, 5, 6
  order by metric collate "C", 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first
  limit $12;

-- partner
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true))))) as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."collaboration_id", case when ("contributions"."organisation_id" = $5 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))))) then "contributions"."collaboration_id" end) as "shown_collaboration_id", coalesce(coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)), '-infinity') as "from_day", coalesce(coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)), 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) as "year"
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $8)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $9 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $10))) or "allocations"."matcher_id" = $11)), counted as ( select *
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
  and whole.to_day >= part.to_day)) select metric, (select unit
  from "outcome_metrics"
  where code = metric) as unit, shown_collaboration_id as "collaborationId", type as type, null as area, year as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum, count(distinct coalesce(shown_collaboration_id::text, type))::int as groups, -- Of figures of no known year each may be of another. (count(distinct year) + count(*) filter (where year is null))::int as years
  from counted group by 1, 3, 4, 5, 6
  order by metric collate "C", 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first
  limit $12;

-- coordinator
with figures as materialized (select "outcomes"."id" as "id", "outcomes"."metric" as "metric", "outcomes"."value" as "value", true as "is_shown", coalesce("outcomes"."allocation_id", "outcomes"."contribution_id", "outcomes"."collaboration_id") as "subject", "outcomes"."allocation_id" as "allocation_id", "contributions"."id" as "contribution_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "collaboration_id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id") as "shown_collaboration_id", coalesce(coalesce("outcomes"."from_day", make_date("outcomes"."report_year", 1, 1)), '-infinity') as "from_day", coalesce(coalesce("outcomes"."to_day", make_date("outcomes"."report_year", 12, 31)), 'infinity') as "to_day", "contributions"."type" as "type", coalesce("contributions"."areas", "collaborations"."areas") as "areas", (extract(year
  from coalesce("outcomes"."to_day", "outcomes"."from_day", make_date("outcomes"."report_year", 12, 31)))::int) as "year"
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
  and whole.to_day >= part.to_day)) select metric, (select unit
  from "outcome_metrics"
  where code = metric) as unit, shown_collaboration_id as "collaborationId", type as type, null as area, year as year, count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld, coalesce(sum(value) filter (where is_shown), 0)::float8 as sum, count(distinct coalesce(shown_collaboration_id::text, type))::int as groups, -- Of figures of no known year each may be of another. (count(distinct year) + count(*) filter (where year is null))::int as years
  from counted group by 1, 3, 4, 5, 6
  order by metric collate "C", 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first
  limit $1;
