-- GET /contributions/{contributionId}/series

-- public
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $2
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up'));

select coalesce("series_id", "id")
  from "contributions"
  where "contributions"."id" = $1;

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at", "contributions"."organisation_id"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up'))
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

-- reader
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft')) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $2
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft');

select coalesce("series_id", "id")
  from "contributions"
  where "contributions"."id" = $1;

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at", "contributions"."organisation_id"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft')
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

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

select coalesce("series_id", "id")
  from "contributions"
  where "contributions"."id" = $1;

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at", "contributions"."organisation_id"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $4))
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

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

select coalesce("series_id", "id")
  from "contributions"
  where "contributions"."id" = $1;

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at", "contributions"."organisation_id"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $4))
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

-- coordinator
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."id" = $1;

select coalesce("series_id", "id")
  from "contributions"
  where "contributions"."id" = $1;

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at", "contributions"."organisation_id"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;
