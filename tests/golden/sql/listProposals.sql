-- GET /proposals?count=true

-- matcher, partner
select "proposals"."id", "proposals"."version", "proposals"."created_at", "proposals"."updated_at", "proposals"."organisation_id", "proposals"."status", "proposals"."name", "proposals"."organisation_number", "proposals"."sector", "proposals"."reason", "proposals"."decided_at", "proposals"."decline_reason", "organisations"."name", "proposals"."id", ("proposals"."created_at")::text
  from "proposals"
  inner join "organisations" on "organisations"."id" = "proposals"."organisation_id"
  where "proposals"."organisation_id" = $1
  order by "proposals"."created_at" desc, "proposals"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "proposals"
  where "proposals"."organisation_id" = $1;

-- coordinator
select "proposals"."id", "proposals"."version", "proposals"."created_at", "proposals"."updated_at", "proposals"."organisation_id", "proposals"."status", "proposals"."name", "proposals"."organisation_number", "proposals"."sector", "proposals"."reason", "proposals"."decided_at", "proposals"."decline_reason", "organisations"."name", "proposals"."id", ("proposals"."created_at")::text
  from "proposals"
  inner join "organisations" on "organisations"."id" = "proposals"."organisation_id"
  where true
  order by "proposals"."created_at" desc, "proposals"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "proposals"
  where true;

-- GET /proposals?updatedAfter=2025-02-03T09:30:00Z&organisationId=00000000-0000-7000-8000-000000000000&status=proposed

-- matcher, partner
select "proposals"."id", "proposals"."version", "proposals"."created_at", "proposals"."updated_at", "proposals"."organisation_id", "proposals"."status", "proposals"."name", "proposals"."organisation_number", "proposals"."sector", "proposals"."reason", "proposals"."decided_at", "proposals"."decline_reason", "organisations"."name", "proposals"."id", ("proposals"."created_at")::text
  from "proposals"
  inner join "organisations" on "organisations"."id" = "proposals"."organisation_id"
  where ("proposals"."organisation_id" = $1
  and "proposals"."organisation_id" in ($2)
  and "proposals"."status" in ('proposed')
  and "proposals"."updated_at" > $3)
  order by "proposals"."created_at" desc, "proposals"."id" desc
  limit 21 offset 0;

-- coordinator
select "proposals"."id", "proposals"."version", "proposals"."created_at", "proposals"."updated_at", "proposals"."organisation_id", "proposals"."status", "proposals"."name", "proposals"."organisation_number", "proposals"."sector", "proposals"."reason", "proposals"."decided_at", "proposals"."decline_reason", "organisations"."name", "proposals"."id", ("proposals"."created_at")::text
  from "proposals"
  inner join "organisations" on "organisations"."id" = "proposals"."organisation_id"
  where ("proposals"."organisation_id" in ($1)
  and "proposals"."status" in ('proposed')
  and "proposals"."updated_at" > $2)
  order by "proposals"."created_at" desc, "proposals"."id" desc
  limit 21 offset 0;
