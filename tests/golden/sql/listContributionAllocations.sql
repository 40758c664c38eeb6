-- GET /contributions/{contributionId}/allocations?count=true

-- matcher
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $5
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $6));

select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where (("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2)
  and "allocations"."contribution_id" in ($3))
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  where (("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2)
  and "allocations"."contribution_id" in ($3));

-- partner
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up')))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $5
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $6));

select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where (("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2)
  and "allocations"."contribution_id" in ($3))
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  where (("allocations"."matcher_id" = $1 or "contributions"."organisation_id" = $2)
  and "allocations"."contribution_id" in ($3));

-- coordinator
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."id" = $1;

select "allocations"."id", "allocations"."version", "allocations"."created_at", "allocations"."updated_at", "allocations"."contribution_id", "allocations"."need_id", "allocations"."matcher_id", "allocations"."quantity", "allocations"."reference", "allocations"."status", "allocations"."expires_at", "allocations"."hold_minutes", "allocations"."reason", "contributions"."title", "organisations"."name", case when "allocations"."status" = 'waiting' then ( select count(*)::int
  from "allocations" ahead
  where ahead.contribution_id = "allocations"."contribution_id"
  and ahead.status = 'waiting'
  and ahead.id <= "allocations"."id") end, coalesce("contributions"."ends_on", make_date("contributions"."report_year", 12, 31)), "allocations"."id", ("allocations"."created_at")::text
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  left join "organisations" on "organisations"."id" = "allocations"."matcher_id"
  where "allocations"."contribution_id" in ($1)
  order by "allocations"."created_at" desc, "allocations"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "allocations"
  inner join "contributions" on "contributions"."id" = "allocations"."contribution_id"
  where "allocations"."contribution_id" in ($1);

-- GET /contributions/{contributionId}/allocations?updatedAfter=2025-02-03T09:30:00Z&status=waiting&needId=00000000-0000-7000-8000-000000000000&matcherId=00000000-0000-7000-8000-000000000000

-- matcher
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $5
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $6));

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

-- partner
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up')))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $5
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $6));

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
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."id" = $1;

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
