-- GET /follow-ups/{followUpId}

-- matcher, partner
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."collaboration_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name", "collaborations"."name"
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "follow_ups"."collaboration_id"
  where ("follow_ups"."id" = $1
  and ("contributions"."organisation_id" = $2 or exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."matcher_id" = $3) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "follow_ups"."collaboration_id"
  and "participants"."organisation_id" = $4
  and (coalesce("participants"."from_day" <= $5, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $6, true)))));

-- coordinator
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."collaboration_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name", "collaborations"."name"
  from "follow_ups"
  left join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "follow_ups"."collaboration_id"
  where "follow_ups"."id" = $1;
