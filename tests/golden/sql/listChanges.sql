-- GET /changes?count=true

-- coordinator
select "changes"."seq", "changes"."position", "changes"."form", "changes"."table_name", "changes"."row_id", "changes"."row_version", "changes"."operation", "changes"."old_values", "changes"."new_values", "changes"."changed", "changes"."organisation_ids", "changes"."is_public", "changes"."actor_kind", "changes"."actor_id", "changes"."actor_name", "changes"."actor_role", "changes"."actor_organisation_id", "changes"."request_id", "changes"."transaction", "changes"."at", "changes"."salt", "changes"."proof", "changes"."head_hash", "changes"."values_hash", "changes"."content_hash", "changes"."link", coalesce("changes"."actor_name", "actor_names"."name"), "corrections"."reason", "changes"."row_id", ("changes"."position")::text
  from "changes"
  left join "actor_names" on "actor_names"."actor_id" = "changes"."actor_id"
  left join "corrections" on ("corrections"."table_name" = "changes"."table_name"
  and "corrections"."row_id" = "changes"."row_id"
  and "corrections"."row_version" = "changes"."row_version"
  and "changes"."operation" <> $1)
  where "changes"."position" is not null
  order by "changes"."position" desc, "changes"."row_id" desc
  limit 21 offset 0;

select count(*)::int
  from "changes"
  where "changes"."position" is not null;

-- GET /changes?updatedAfter=2025-02-03T09:30:00Z&actorId=00000000-0000-7000-8000-000000000000&actorKind=api_key&organisationId=00000000-0000-7000-8000-000000000000&resource=accounts&resourceId=00000000-0000-7000-8000-000000000000&operation=insert&requestId=ord&from=2025-02-03T09:30:00Z&until=2025-02-03T09:30:00Z

-- coordinator
select "changes"."seq", "changes"."position", "changes"."form", "changes"."table_name", "changes"."row_id", "changes"."row_version", "changes"."operation", "changes"."old_values", "changes"."new_values", "changes"."changed", "changes"."organisation_ids", "changes"."is_public", "changes"."actor_kind", "changes"."actor_id", "changes"."actor_name", "changes"."actor_role", "changes"."actor_organisation_id", "changes"."request_id", "changes"."transaction", "changes"."at", "changes"."salt", "changes"."proof", "changes"."head_hash", "changes"."values_hash", "changes"."content_hash", "changes"."link", coalesce("changes"."actor_name", "actor_names"."name"), "corrections"."reason", "changes"."row_id", ("changes"."position")::text
  from "changes"
  left join "actor_names" on "actor_names"."actor_id" = "changes"."actor_id"
  left join "corrections" on ("corrections"."table_name" = "changes"."table_name"
  and "corrections"."row_id" = "changes"."row_id"
  and "corrections"."row_version" = "changes"."row_version"
  and "changes"."operation" <> $1)
  where ("changes"."position" is not null
  and "changes"."actor_id" in ($2)
  and "changes"."actor_kind" in ('api_key')
  and "changes"."actor_organisation_id" in ($3)
  and "changes"."table_name" in ('accounts')
  and "changes"."row_id" in ($4)
  and "changes"."operation" in ('insert')
  and "changes"."request_id" = $5
  and "changes"."at" >= $6
  and "changes"."at" < $7
  and "changes"."at" > $8)
  order by "changes"."position" desc, "changes"."row_id" desc
  limit 21 offset 0;
