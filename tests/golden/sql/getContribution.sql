-- GET /contributions/{contributionId}

-- public
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up'));

-- reader
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft');

-- matcher
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $2));

-- partner
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("contributions"."id" = $1
  and ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $2));

-- coordinator
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "organisations"."name"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "contributions"."id" = $1;
