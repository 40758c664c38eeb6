-- GET /contributions/{contributionId}/series

-- public
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up'));

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up'))
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

-- reader
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft');

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft')
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

-- matcher
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $2));

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $4))
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

-- partner
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $2));

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $4))
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;

-- coordinator
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."id" = $1;

select "contributions"."id", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."title", "contributions"."status", "contributions"."offered", "contributions"."funded", "contributions"."filled", "contributions"."completed", "contributions"."created_at"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("contributions"."id" = $1 or "contributions"."series_id" = $2)
  and "contributions"."status" <> $3)
  order by coalesce("contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by") asc, "contributions"."id" asc;
