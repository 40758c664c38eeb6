-- GET /needs/{needId}

-- reader
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("needs"."id" = $1
  and ("organisations"."visibility" = $2
  and "needs"."status" <> $3));

-- matcher, partner
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where ("needs"."id" = $1
  and (("organisations"."visibility" = $2
  and "needs"."status" <> $3) or "needs"."organisation_id" = $4));

-- coordinator
select "needs"."id", "needs"."version", "needs"."created_at", "needs"."updated_at", "needs"."organisation_id", "needs"."type", "needs"."title", "needs"."quantity", "needs"."covered", "needs"."starts_on", "needs"."ends_on", "needs"."areas", "needs"."target_groups", "needs"."languages", "needs"."requirements", "needs"."place", "needs"."latitude", "needs"."longitude", "needs"."status", "organisations"."name"
  from "needs"
  inner join "organisations" on "organisations"."id" = "needs"."organisation_id"
  where "needs"."id" = $1;
