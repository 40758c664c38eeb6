-- GET /allocations?count=true

-- matcher, partner
select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where ("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2)
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  where ("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2);

-- coordinator
select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where true
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  where true;

-- GET /allocations?updatedAfter=2025-02-03T09:30:00Z&status=waiting&needId=00000000-0000-7000-8000-000000000000&matcherId=00000000-0000-7000-8000-000000000000&contributionId=00000000-0000-7000-8000-000000000000

-- matcher, partner
select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where (("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2)
  and "allocations"."status" in ('waiting')
  and "allocations"."contribution_id" in ($3)
  and "allocations"."need_id" in ($4)
  and "allocations"."matcher_id" in ($5)
  and "allocations"."updated_at" > $6)
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;

-- coordinator
select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where ("allocations"."status" in ('waiting')
  and "allocations"."contribution_id" in ($1)
  and "allocations"."need_id" in ($2)
  and "allocations"."matcher_id" in ($3)
  and "allocations"."updated_at" > $4)
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;
