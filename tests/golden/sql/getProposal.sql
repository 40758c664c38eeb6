-- GET /proposals/{proposalId}

-- matcher, partner
select "proposals"."id", "proposals"."version", "proposals"."created_at", "proposals"."updated_at", "proposals"."organisation_id", "proposals"."status", "proposals"."name", "proposals"."organisation_number", "proposals"."sector", "proposals"."reason", "proposals"."decided_at", "proposals"."decline_reason", "organisations"."name"
  from "proposals"
  inner join "organisations" on "organisations"."id" = "proposals"."organisation_id"
  where ("proposals"."id" = $1
  and "proposals"."organisation_id" = $2);

-- coordinator
select "proposals"."id", "proposals"."version", "proposals"."created_at", "proposals"."updated_at", "proposals"."organisation_id", "proposals"."status", "proposals"."name", "proposals"."organisation_number", "proposals"."sector", "proposals"."reason", "proposals"."decided_at", "proposals"."decline_reason", "organisations"."name"
  from "proposals"
  inner join "organisations" on "organisations"."id" = "proposals"."organisation_id"
  where "proposals"."id" = $1;
