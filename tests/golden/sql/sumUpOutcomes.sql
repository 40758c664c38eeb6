-- GET /outcomes/summary

-- public
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, false, "contributions"."type", coalesce("contributions"."areas", "collaborations"."areas")
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1));

select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where "outcomes"."id" in ( select id
  from outcomes
  where collaboration_id = any($1::uuid[])
  union all select o.id
  from contributions c join outcomes o on o.contribution_id = c.id
  where c.id = any($2::uuid[]) or c.collaboration_id = any($3::uuid[])
  union all select o.id
  from contributions c join allocations a on a.contribution_id = c.id join outcomes o on o.allocation_id = a.id
  where c.id = any($4::uuid[]) or c.collaboration_id = any($5::uuid[]))
  order by "outcomes"."id";

select "code", "part_of"
  from "outcome_metrics";

-- reader
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, false, "contributions"."type", coalesce("contributions"."areas", "collaborations"."areas")
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $1));

select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where "outcomes"."id" in ( select id
  from outcomes
  where collaboration_id = any($1::uuid[])
  union all select o.id
  from contributions c join outcomes o on o.contribution_id = c.id
  where c.id = any($2::uuid[]) or c.collaboration_id = any($3::uuid[])
  union all select o.id
  from contributions c join allocations a on a.contribution_id = c.id join outcomes o on o.allocation_id = a.id
  where c.id = any($4::uuid[]) or c.collaboration_id = any($5::uuid[]))
  order by "outcomes"."id";

select "code", "part_of"
  from "outcome_metrics";

-- matcher
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce("participants"."to_day" >= $4, true)))), "contributions"."type", coalesce("contributions"."areas", "collaborations"."areas")
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
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8);

select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where "outcomes"."id" in ( select id
  from outcomes
  where collaboration_id = any($1::uuid[])
  union all select o.id
  from contributions c join outcomes o on o.contribution_id = c.id
  where c.id = any($2::uuid[]) or c.collaboration_id = any($3::uuid[])
  union all select o.id
  from contributions c join allocations a on a.contribution_id = c.id join outcomes o on o.allocation_id = a.id
  where c.id = any($4::uuid[]) or c.collaboration_id = any($5::uuid[]))
  order by "outcomes"."id";

select "code", "part_of"
  from "outcome_metrics";

-- partner
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce("participants"."to_day" >= $4, true)))), "contributions"."type", coalesce("contributions"."areas", "collaborations"."areas")
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
  and "participants"."organisation_id" = $7))) or "allocations"."matcher_id" = $8);

select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where "outcomes"."id" in ( select id
  from outcomes
  where collaboration_id = any($1::uuid[])
  union all select o.id
  from contributions c join outcomes o on o.contribution_id = c.id
  where c.id = any($2::uuid[]) or c.collaboration_id = any($3::uuid[])
  union all select o.id
  from contributions c join allocations a on a.contribution_id = c.id join outcomes o on o.allocation_id = a.id
  where c.id = any($4::uuid[]) or c.collaboration_id = any($5::uuid[]))
  order by "outcomes"."id";

select "code", "part_of"
  from "outcome_metrics";

-- coordinator
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "contributions"."id", coalesce("outcomes"."collaboration_id", "contributions"."collaboration_id"), case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, false, "contributions"."type", coalesce("contributions"."areas", "collaborations"."areas")
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where true;
