-- GET /outcomes/{outcomeId}

-- public
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false)
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ("outcomes"."id" = $1
  and (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')) or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $2)));

-- reader
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or false)
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ("outcomes"."id" = $1
  and (("outcomes"."contribution_id" is not null
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft') or ("outcomes"."collaboration_id" is not null
  and "collaborations"."status" <> $2)));

-- matcher
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true)))))
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ("outcomes"."id" = $5
  and (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $6)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $7 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $8))) or "allocations"."matcher_id" = $9));

-- partner
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, (coalesce("outcomes"."disclosure" = 'value', false) or (coalesce(case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end = $1, false) or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "outcomes"."collaboration_id"
  and "participants"."organisation_id" = $2
  and "participants"."role" = 'driver'
  and (coalesce("participants"."from_day" <= $3, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $4, true)))))
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where ("outcomes"."id" = $5
  and (("outcomes"."contribution_id" is not null
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $6)) or ("outcomes"."collaboration_id" is not null
  and ("collaborations"."status" <> $7 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $8))) or "allocations"."matcher_id" = $9));

-- coordinator
select "outcomes"."id", "outcomes"."version", "outcomes"."created_at", "outcomes"."updated_at", "outcomes"."contribution_id", "outcomes"."allocation_id", "outcomes"."collaboration_id", "outcomes"."metric", "outcomes"."value", "outcomes"."from_day", "outcomes"."to_day", "outcomes"."period_precision", "outcomes"."period_text", "outcomes"."report_year", "outcomes"."publicly_stated", "outcomes"."note", "outcomes"."sources", "outcomes"."attested_from", "outcomes"."attested_to", "outcomes"."inferred", "outcomes"."disclosure", case when "outcomes"."allocation_id" is null then "contributions"."organisation_id" else "allocations"."matcher_id" end, true
  from "outcomes"
  left join "allocations" on "allocations"."id" = "outcomes"."allocation_id"
  left join "contributions" on "contributions"."id" = coalesce("outcomes"."contribution_id", "allocations"."contribution_id")
  left join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  left join "collaborations" on "collaborations"."id" = "outcomes"."collaboration_id"
  where "outcomes"."id" = $1;
