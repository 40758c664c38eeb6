-- GET /coverage

-- reader
select (select count(*)::int
  from (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > $1::date, true)) used) as types, (select count(*)::int
  from (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > $2::date, true)) used) as areas;

with counted as ( select "needs"."type", "needs"."areas", coalesce("needs"."starts_on", '-infinity') as starts_on, coalesce("needs"."ends_on", 'infinity') as ends_on, false as is_year_alone, case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as funded, 0 as funding_unknown, 0 as reserved, 0 as filled, 0 as told, 0 as untold, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where "organisations"."visibility" = $1
  union all select "contributions"."type", "contributions"."areas", coalesce("contributions"."starts_on", make_date("contributions"."report_year", 1, 1), least(("contributions"."published_at" at time zone 'Europe/Stockholm')::date, "contributions"."ends_on")), -- What is closed has ended: on a day that nobody knows unless it was said. coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31), case when "contributions"."status" in ($2, $3, $4) then 'infinity' else "contributions"."starts_on" end), "contributions"."report_year" is not null, 0, 0, "contributions"."offered", case when "contributions"."funded" is null then 0 else least("contributions"."funded", "contributions"."offered") end, case when "contributions"."funded" is null then "contributions"."offered" else 0 end, "contributions"."reserved", "contributions"."filled", case when ("contributions"."filled" = 0 or false or ("contributions"."completed" >= $5
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft')) then "contributions"."completed" else 0 end, case when ("contributions"."filled" = 0 or false or ("contributions"."completed" >= $6
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft')) then 0 else 1 end, case when ("contributions"."status" = $7
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $8)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $9)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = $10
  and "contributions"."status" in ($11, $12, $13, $14, $15))), figures as ( select first_day, counted.type as type, area.code as area, unit, needed, covered, offered, funded, funding_unknown, reserved, filled, told, untold, -- What is left can be had
  from today on: in a month that is over, nothing can. case when last_day >= $16::date then available else 0 end as available
  from counted join "contribution_types" on "contribution_types"."code" = counted.type -- Those that each touches,
  and not each of them with all: of 36 months that would be most of the work. cross join lateral ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', greatest(starts_on, $17::date)::timestamp), least(ends_on, $18::date)::timestamp, interval '1 month') month) spans
  left join lateral unnest(areas) area(code) on true
  where starts_on <= $19::date
  and ends_on >= $20::date
  and (not is_year_alone or ($21
  and starts_on >= $22::date
  and ends_on <= $23::date))
  union all select *, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from (select first_day, of_type.code as type, of_area.code as area, of_type.unit
  from ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', $24::date::timestamp), $25::date::timestamp, interval '1 month') month) spans cross join lateral (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > first_day, true)) of_type cross join lateral (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > first_day, true)) of_area) nothing) select first_day::text as month, type, area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(funded) as funded, sum(funding_unknown) as "fundingUnknown", sum(reserved) as reserved, sum(filled) as filled, sum(told) as told, sum(untold) as untold, sum(available) as available, greatest(0, sum(needed) - sum(covered) - sum(available)) as short
  from figures group by 1, 2, 3, 4
  order by 1, 2, 3, 4;

-- matcher
select (select count(*)::int
  from (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > $1::date, true)) used) as types, (select count(*)::int
  from (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > $2::date, true)) used) as areas;

with counted as ( select "needs"."type", "needs"."areas", coalesce("needs"."starts_on", '-infinity') as starts_on, coalesce("needs"."ends_on", 'infinity') as ends_on, false as is_year_alone, case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as funded, 0 as funding_unknown, 0 as reserved, 0 as filled, 0 as told, 0 as untold, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("organisations"."visibility" = $1 or "organisations"."id" = $2)
  union all select "contributions"."type", "contributions"."areas", coalesce("contributions"."starts_on", make_date("contributions"."report_year", 1, 1), least(("contributions"."published_at" at time zone 'Europe/Stockholm')::date, "contributions"."ends_on")), -- What is closed has ended: on a day that nobody knows unless it was said. coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31), case when "contributions"."status" in ($3, $4, $5) then 'infinity' else "contributions"."starts_on" end), "contributions"."report_year" is not null, 0, 0, "contributions"."offered", case when "contributions"."funded" is null then 0 else least("contributions"."funded", "contributions"."offered") end, case when "contributions"."funded" is null then "contributions"."offered" else 0 end, "contributions"."reserved", "contributions"."filled", case when ("contributions"."filled" = 0 or "contributions"."organisation_id" = $6 or ("contributions"."completed" >= $7
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $8))) then "contributions"."completed" else 0 end, case when ("contributions"."filled" = 0 or "contributions"."organisation_id" = $9 or ("contributions"."completed" >= $10
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $11))) then 0 else 1 end, case when ("contributions"."status" = $12
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $13)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $14)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = $15 or "organisations"."id" = $16)
  and "contributions"."status" in ($17, $18, $19, $20, $21))), figures as ( select first_day, counted.type as type, area.code as area, unit, needed, covered, offered, funded, funding_unknown, reserved, filled, told, untold, -- What is left can be had
  from today on: in a month that is over, nothing can. case when last_day >= $22::date then available else 0 end as available
  from counted join "contribution_types" on "contribution_types"."code" = counted.type -- Those that each touches,
  and not each of them with all: of 36 months that would be most of the work. cross join lateral ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', greatest(starts_on, $23::date)::timestamp), least(ends_on, $24::date)::timestamp, interval '1 month') month) spans
  left join lateral unnest(areas) area(code) on true
  where starts_on <= $25::date
  and ends_on >= $26::date
  and (not is_year_alone or ($27
  and starts_on >= $28::date
  and ends_on <= $29::date))
  union all select *, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from (select first_day, of_type.code as type, of_area.code as area, of_type.unit
  from ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', $30::date::timestamp), $31::date::timestamp, interval '1 month') month) spans cross join lateral (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > first_day, true)) of_type cross join lateral (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > first_day, true)) of_area) nothing) select first_day::text as month, type, area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(funded) as funded, sum(funding_unknown) as "fundingUnknown", sum(reserved) as reserved, sum(filled) as filled, sum(told) as told, sum(untold) as untold, sum(available) as available, greatest(0, sum(needed) - sum(covered) - sum(available)) as short
  from figures group by 1, 2, 3, 4
  order by 1, 2, 3, 4;

-- partner
select (select count(*)::int
  from (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > $1::date, true)) used) as types, (select count(*)::int
  from (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > $2::date, true)) used) as areas;

with counted as ( select "needs"."type", "needs"."areas", coalesce("needs"."starts_on", '-infinity') as starts_on, coalesce("needs"."ends_on", 'infinity') as ends_on, false as is_year_alone, case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as funded, 0 as funding_unknown, 0 as reserved, 0 as filled, 0 as told, 0 as untold, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("organisations"."visibility" = $1 or "organisations"."id" = $2)
  union all select "contributions"."type", "contributions"."areas", coalesce("contributions"."starts_on", make_date("contributions"."report_year", 1, 1), least(("contributions"."published_at" at time zone 'Europe/Stockholm')::date, "contributions"."ends_on")), -- What is closed has ended: on a day that nobody knows unless it was said. coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31), case when "contributions"."status" in ($3, $4, $5) then 'infinity' else "contributions"."starts_on" end), "contributions"."report_year" is not null, 0, 0, "contributions"."offered", case when "contributions"."funded" is null then 0 else least("contributions"."funded", "contributions"."offered") end, case when "contributions"."funded" is null then "contributions"."offered" else 0 end, "contributions"."reserved", "contributions"."filled", case when ("contributions"."filled" = 0 or "contributions"."organisation_id" = $6 or ("contributions"."completed" >= $7
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $8))) then "contributions"."completed" else 0 end, case when ("contributions"."filled" = 0 or "contributions"."organisation_id" = $9 or ("contributions"."completed" >= $10
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $11))) then 0 else 1 end, case when ("contributions"."status" = $12
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $13)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $14)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = $15 or "organisations"."id" = $16)
  and "contributions"."status" in ($17, $18, $19, $20, $21))), figures as ( select first_day, counted.type as type, area.code as area, unit, needed, covered, offered, funded, funding_unknown, reserved, filled, told, untold, -- What is left can be had
  from today on: in a month that is over, nothing can. case when last_day >= $22::date then available else 0 end as available
  from counted join "contribution_types" on "contribution_types"."code" = counted.type -- Those that each touches,
  and not each of them with all: of 36 months that would be most of the work. cross join lateral ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', greatest(starts_on, $23::date)::timestamp), least(ends_on, $24::date)::timestamp, interval '1 month') month) spans
  left join lateral unnest(areas) area(code) on true
  where starts_on <= $25::date
  and ends_on >= $26::date
  and (not is_year_alone or ($27
  and starts_on >= $28::date
  and ends_on <= $29::date))
  union all select *, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from (select first_day, of_type.code as type, of_area.code as area, of_type.unit
  from ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', $30::date::timestamp), $31::date::timestamp, interval '1 month') month) spans cross join lateral (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > first_day, true)) of_type cross join lateral (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > first_day, true)) of_area) nothing) select first_day::text as month, type, area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(funded) as funded, sum(funding_unknown) as "fundingUnknown", sum(reserved) as reserved, sum(filled) as filled, sum(told) as told, sum(untold) as untold, sum(available) as available, greatest(0, sum(needed) - sum(covered) - sum(available)) as short
  from figures group by 1, 2, 3, 4
  order by 1, 2, 3, 4;

-- coordinator
select (select count(*)::int
  from (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > $1::date, true)) used) as types, (select count(*)::int
  from (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > $2::date, true)) used) as areas;

with counted as ( select "needs"."type", "needs"."areas", coalesce("needs"."starts_on", '-infinity') as starts_on, coalesce("needs"."ends_on", 'infinity') as ends_on, false as is_year_alone, case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as funded, 0 as funding_unknown, 0 as reserved, 0 as filled, 0 as told, 0 as untold, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where true
  union all select "contributions"."type", "contributions"."areas", coalesce("contributions"."starts_on", make_date("contributions"."report_year", 1, 1), least(("contributions"."published_at" at time zone 'Europe/Stockholm')::date, "contributions"."ends_on")), -- What is closed has ended: on a day that nobody knows unless it was said. coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31), case when "contributions"."status" in ($1, $2, $3) then 'infinity' else "contributions"."starts_on" end), "contributions"."report_year" is not null, 0, 0, "contributions"."offered", case when "contributions"."funded" is null then 0 else least("contributions"."funded", "contributions"."offered") end, case when "contributions"."funded" is null then "contributions"."offered" else 0 end, "contributions"."reserved", "contributions"."filled", case when ("contributions"."filled" = 0 or true or ("contributions"."completed" >= $4
  and true)) then "contributions"."completed" else 0 end, case when ("contributions"."filled" = 0 or true or ("contributions"."completed" >= $5
  and true)) then 0 else 1 end, case when ("contributions"."status" = $6
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $7)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $8)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."status" in ($9, $10, $11, $12, $13)), figures as ( select first_day, counted.type as type, area.code as area, unit, needed, covered, offered, funded, funding_unknown, reserved, filled, told, untold, -- What is left can be had
  from today on: in a month that is over, nothing can. case when last_day >= $14::date then available else 0 end as available
  from counted join "contribution_types" on "contribution_types"."code" = counted.type -- Those that each touches,
  and not each of them with all: of 36 months that would be most of the work. cross join lateral ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', greatest(starts_on, $15::date)::timestamp), least(ends_on, $16::date)::timestamp, interval '1 month') month) spans
  left join lateral unnest(areas) area(code) on true
  where starts_on <= $17::date
  and ends_on >= $18::date
  and (not is_year_alone or ($19
  and starts_on >= $20::date
  and ends_on <= $21::date))
  union all select *, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from (select first_day, of_type.code as type, of_area.code as area, of_type.unit
  from ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series(date_trunc('month', $22::date::timestamp), $23::date::timestamp, interval '1 month') month) spans cross join lateral (select "contribution_types"."code", "contribution_types"."unit"
  from "contribution_types"
  where coalesce("contribution_types"."ended_on" > first_day, true)) of_type cross join lateral (select "areas"."code"
  from "areas"
  where coalesce("areas"."ended_on" > first_day, true)) of_area) nothing) select first_day::text as month, type, area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(funded) as funded, sum(funding_unknown) as "fundingUnknown", sum(reserved) as reserved, sum(filled) as filled, sum(told) as told, sum(untold) as untold, sum(available) as available, greatest(0, sum(needed) - sum(covered) - sum(available)) as short
  from figures group by 1, 2, 3, 4
  order by 1, 2, 3, 4;
