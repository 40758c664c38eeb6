-- GET /follow-ups/due?count=true

-- matcher, partner
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."collaboration_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name", "collaborations"."name", "follow_ups"."id", ("follow_ups"."due_on")::text
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "follow_ups"."collaboration_id"
  where (("contributions"."organisation_id" = $1 or exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."matcher_id" = $2) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "follow_ups"."collaboration_id"
  and "participants"."organisation_id" = $3
  and (coalesce("participants"."from_day" <= $4, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $5, true))))
  and "follow_ups"."status" in ('due'))
  order by "follow_ups"."due_on" asc, "follow_ups"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  where (("contributions"."organisation_id" = $1 or exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."matcher_id" = $2) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "follow_ups"."collaboration_id"
  and "participants"."organisation_id" = $3
  and (coalesce("participants"."from_day" <= $4, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $5, true))))
  and "follow_ups"."status" in ('due'));

-- coordinator
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."collaboration_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name", "collaborations"."name", "follow_ups"."id", ("follow_ups"."due_on")::text
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "follow_ups"."collaboration_id"
  where "follow_ups"."status" in ('due')
  order by "follow_ups"."due_on" asc, "follow_ups"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  where "follow_ups"."status" in ('due');

-- GET /follow-ups/due?updatedAfter=2025-02-03T09:30:00Z&contributionId=00000000-0000-7000-8000-000000000000&collaborationId=00000000-0000-7000-8000-000000000000&organisationId=00000000-0000-7000-8000-000000000000&type=ord&dueAfter=2025-02-03&dueBefore=2025-02-03

-- matcher, partner
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."collaboration_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name", "collaborations"."name", "follow_ups"."id", ("follow_ups"."due_on")::text
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "follow_ups"."collaboration_id"
  where (("contributions"."organisation_id" = $1 or exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."matcher_id" = $2) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "follow_ups"."collaboration_id"
  and "participants"."organisation_id" = $3
  and (coalesce("participants"."from_day" <= $4, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $5, true))))
  and "follow_ups"."status" in ('due')
  and "follow_ups"."contribution_id" in ($6)
  and "follow_ups"."collaboration_id" in ($7)
  and "contributions"."organisation_id" in ($8)
  and "contributions"."type" in ('ord')
  and "follow_ups"."due_on" >= $9
  and "follow_ups"."due_on" <= $10
  and "follow_ups"."updated_at" > $11)
  order by "follow_ups"."due_on" asc, "follow_ups"."id" asc
  limit 21 offset 0;

-- coordinator
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."collaboration_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name", "collaborations"."name", "follow_ups"."id", ("follow_ups"."due_on")::text
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "follow_ups"."collaboration_id"
  where ("follow_ups"."status" in ('due')
  and "follow_ups"."contribution_id" in ($1)
  and "follow_ups"."collaboration_id" in ($2)
  and "contributions"."organisation_id" in ($3)
  and "contributions"."type" in ('ord')
  and "follow_ups"."due_on" >= $4
  and "follow_ups"."due_on" <= $5
  and "follow_ups"."updated_at" > $6)
  order by "follow_ups"."due_on" asc, "follow_ups"."id" asc
  limit 21 offset 0;
