-- GET /needs/{needId}/matches

-- reader
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("needs"."id" = $1
  and ("organisations"."visibility" = $2
  and "needs"."status" <> $3));

select "contributions"."id", "contributions"."organisation_id", "organisations"."name", "contributions"."type", "contributions"."title", "contributions"."areas", "contributions"."target_groups", "contributions"."languages", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft'
  and ("contributions"."status" = $1
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $2)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $3)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and "contributions"."type" = $4
  and ("contributions"."starts_on" is null or "contributions"."starts_on" <= $5)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $6)
  and $7::date <= $8::date)
  order by least("contributions"."ends_on", $9::date) - greatest("contributions"."starts_on", $10::date) desc, "contributions"."id"
  limit $11;

-- matcher
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("needs"."id" = $1
  and (("organisations"."visibility" = $2
  and "needs"."status" <> $3) or "needs"."organisation_id" = $4));

select "contributions"."id", "contributions"."organisation_id", "organisations"."name", "contributions"."type", "contributions"."title", "contributions"."areas", "contributions"."target_groups", "contributions"."languages", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $1)
  and ("contributions"."status" = $2
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $3)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $4)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and "contributions"."type" = $5
  and ("contributions"."starts_on" is null or "contributions"."starts_on" <= $6)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $7)
  and $8::date <= $9::date)
  order by least("contributions"."ends_on", $10::date) - greatest("contributions"."starts_on", $11::date) desc, "contributions"."id"
  limit $12;

-- partner
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("needs"."id" = $1
  and (("organisations"."visibility" = $2
  and "needs"."status" <> $3) or "needs"."organisation_id" = $4));

select "contributions"."id", "contributions"."organisation_id", "organisations"."name", "contributions"."type", "contributions"."title", "contributions"."areas", "contributions"."target_groups", "contributions"."languages", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $1)
  and ("contributions"."status" = $2
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $3)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $4)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and "contributions"."type" = $5
  and ("contributions"."starts_on" is null or "contributions"."starts_on" <= $6)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $7)
  and $8::date <= $9::date)
  order by least("contributions"."ends_on", $10::date) - greatest("contributions"."starts_on", $11::date) desc, "contributions"."id"
  limit $12;

-- coordinator
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where "needs"."id" = $1;

select "contributions"."id", "contributions"."organisation_id", "organisations"."name", "contributions"."type", "contributions"."title", "contributions"."areas", "contributions"."target_groups", "contributions"."languages", "contributions"."starts_on", "contributions"."ends_on", "contributions"."apply_by", "contributions"."place", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled"
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("contributions"."status" = $1
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $2)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $3)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and "contributions"."type" = $4
  and ("contributions"."starts_on" is null or "contributions"."starts_on" <= $5)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $6)
  and $7::date <= $8::date)
  order by least("contributions"."ends_on", $9::date) - greatest("contributions"."starts_on", $10::date) desc, "contributions"."id"
  limit $11;
