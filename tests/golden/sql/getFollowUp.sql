-- GET /follow-ups/{followUpId}

-- matcher, partner
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name"
  from "follow_ups"
  inner join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("follow_ups"."id" = $1
  and ("contributions"."organisation_id" = $2 or exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."matcher_id" = $3)));

-- coordinator
select "follow_ups"."id", "follow_ups"."version", "follow_ups"."created_at", "follow_ups"."updated_at", "follow_ups"."contribution_id", "follow_ups"."due_on", "follow_ups"."status", "follow_ups"."reason", "contributions"."title", "contributions"."type", "contributions"."ends_on", "contributions"."organisation_id", "organisations"."name"
  from "follow_ups"
  inner join "contributions" on "contributions"."id" = "follow_ups"."contribution_id"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "follow_ups"."id" = $1;
