-- GET /organisations/{organisationId}/history?count=true

-- coordinator
select "seq"
  from "changes"
  where ("changes"."table_name" = $1
  and "changes"."row_id" = $2)
  limit $3;

select "changes"."seq", "changes"."position", "changes"."form", "changes"."table_name", "changes"."row_id", "changes"."row_version", "changes"."operation", "changes"."old_values", "changes"."new_values", "changes"."changed", "changes"."organisation_ids", "changes"."is_public", "changes"."actor_kind", "changes"."actor_id", "changes"."actor_name", "changes"."actor_role", "changes"."actor_organisation_id", "changes"."request_id", "changes"."transaction", "changes"."at", "changes"."salt", "changes"."proof", "changes"."head_hash", "changes"."values_hash", "changes"."content_hash", "changes"."link", coalesce("changes"."actor_name", "actor_names"."name"), "corrections"."reason", "changes"."row_id", ("changes"."seq")::text
  from "changes"
  left join "actor_names" on "actor_names"."actor_id" = "changes"."actor_id"
  left join "corrections" on ("corrections"."table_name" = "changes"."table_name"
  and "corrections"."row_id" = "changes"."row_id"
  and "corrections"."row_version" = "changes"."row_version"
  and "changes"."operation" <> $1)
  where ("changes"."table_name" = $2
  and "changes"."row_id" = $3)
  order by "changes"."seq" desc, "changes"."row_id" desc
  limit 21 offset 0;

select count(*)::int
  from "changes"
  where ("changes"."table_name" = $1
  and "changes"."row_id" = $2);

-- GET /organisations/{organisationId}/history?updatedAfter=2025-02-03T09:30:00Z

-- coordinator
select "seq"
  from "changes"
  where ("changes"."table_name" = $1
  and "changes"."row_id" = $2)
  limit $3;

select "changes"."seq", "changes"."position", "changes"."form", "changes"."table_name", "changes"."row_id", "changes"."row_version", "changes"."operation", "changes"."old_values", "changes"."new_values", "changes"."changed", "changes"."organisation_ids", "changes"."is_public", "changes"."actor_kind", "changes"."actor_id", "changes"."actor_name", "changes"."actor_role", "changes"."actor_organisation_id", "changes"."request_id", "changes"."transaction", "changes"."at", "changes"."salt", "changes"."proof", "changes"."head_hash", "changes"."values_hash", "changes"."content_hash", "changes"."link", coalesce("changes"."actor_name", "actor_names"."name"), "corrections"."reason", "changes"."row_id", ("changes"."seq")::text
  from "changes"
  left join "actor_names" on "actor_names"."actor_id" = "changes"."actor_id"
  left join "corrections" on ("corrections"."table_name" = "changes"."table_name"
  and "corrections"."row_id" = "changes"."row_id"
  and "corrections"."row_version" = "changes"."row_version"
  and "changes"."operation" <> $1)
  where (("changes"."table_name" = $2
  and "changes"."row_id" = $3)
  and "changes"."at" > $4)
  order by "changes"."seq" desc, "changes"."row_id" desc
  limit 21 offset 0;
