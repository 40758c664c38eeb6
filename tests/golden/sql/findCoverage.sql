-- GET /coverage

-- reader
with spans as ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series($1::timestamp, $2::timestamp, interval '1 month') month), counted as ( select "needs"."type", "needs"."areas", "needs"."starts_on", "needs"."ends_on", case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where "organisations"."visibility" = $3
  union all select "contributions"."type", "contributions"."areas", "contributions"."starts_on", "contributions"."ends_on", 0, 0, case when "contributions"."status" in ('published', 'full') then places_in_all("contributions"."offered", "contributions"."funded") else "contributions"."reserved" + "contributions"."filled" end, case when ("contributions"."status" = $4
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $5)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $6)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = $7
  and "contributions"."status" in ($8, $9, $10, $11, $12))) select first_day::text as month, counted.type as type, area.code as area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(left_now) as available, greatest(0, sum(needed) - sum(covered) - sum(left_now)) as short
  from counted join "contribution_types" on "contribution_types"."code" = counted.type join spans on coalesce(starts_on, '-infinity') <= last_day
  and coalesce(ends_on, 'infinity') >= first_day -- What is left can be had
  from today on: in a month that is over, nothing can. cross join lateral (select case when last_day >= $13::date then available else 0 end as left_now) at_hand
  left join lateral unnest(areas) area(code) on true group by 1, 2, 3, 4 having sum(needed) + sum(offered) > 0
  order by 1, 2, 3, 4;

-- matcher, partner
with spans as ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series($1::timestamp, $2::timestamp, interval '1 month') month), counted as ( select "needs"."type", "needs"."areas", "needs"."starts_on", "needs"."ends_on", case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("organisations"."visibility" = $3 or "organisations"."id" = $4)
  union all select "contributions"."type", "contributions"."areas", "contributions"."starts_on", "contributions"."ends_on", 0, 0, case when "contributions"."status" in ('published', 'full') then places_in_all("contributions"."offered", "contributions"."funded") else "contributions"."reserved" + "contributions"."filled" end, case when ("contributions"."status" = $5
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $6)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $7)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = $8 or "organisations"."id" = $9)
  and "contributions"."status" in ($10, $11, $12, $13, $14))) select first_day::text as month, counted.type as type, area.code as area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(left_now) as available, greatest(0, sum(needed) - sum(covered) - sum(left_now)) as short
  from counted join "contribution_types" on "contribution_types"."code" = counted.type join spans on coalesce(starts_on, '-infinity') <= last_day
  and coalesce(ends_on, 'infinity') >= first_day -- What is left can be had
  from today on: in a month that is over, nothing can. cross join lateral (select case when last_day >= $15::date then available else 0 end as left_now) at_hand
  left join lateral unnest(areas) area(code) on true group by 1, 2, 3, 4 having sum(needed) + sum(offered) > 0
  order by 1, 2, 3, 4;

-- coordinator
with spans as ( select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
  from generate_series($1::timestamp, $2::timestamp, interval '1 month') month), counted as ( select "needs"."type", "needs"."areas", "needs"."starts_on", "needs"."ends_on", case when "needs"."status" = 'closed' then least("needs"."covered", "needs"."quantity") else "needs"."quantity" end as needed, least("needs"."covered", "needs"."quantity") as covered, 0 as offered, 0 as available
  from "needs" join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where true
  union all select "contributions"."type", "contributions"."areas", "contributions"."starts_on", "contributions"."ends_on", 0, 0, case when "contributions"."status" in ('published', 'full') then places_in_all("contributions"."offered", "contributions"."funded") else "contributions"."reserved" + "contributions"."filled" end, case when ("contributions"."status" = $3
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $4)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $5)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting')) then places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") else 0 end
  from "contributions" join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."status" in ($6, $7, $8, $9, $10)) select first_day::text as month, counted.type as type, area.code as area, unit, sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(left_now) as available, greatest(0, sum(needed) - sum(covered) - sum(left_now)) as short
  from counted join "contribution_types" on "contribution_types"."code" = counted.type join spans on coalesce(starts_on, '-infinity') <= last_day
  and coalesce(ends_on, 'infinity') >= first_day -- What is left can be had
  from today on: in a month that is over, nothing can. cross join lateral (select case when last_day >= $11::date then available else 0 end as left_now) at_hand
  left join lateral unnest(areas) area(code) on true group by 1, 2, 3, 4 having sum(needed) + sum(offered) > 0
  order by 1, 2, 3, 4;
