-- GET /allocations/{allocationId}

-- matcher, partner
select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31))
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where ("allocations"."id" = $1
  and ("allocations"."matcher_id" = $2 or "contributions"."organisation_id" = $3));

-- coordinator
select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31))
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where "allocations"."id" = $1;
