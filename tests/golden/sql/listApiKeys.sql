-- GET /api-keys?count=true

-- coordinator
select "api_keys"."id", "api_keys"."version", "api_keys"."created_at", "api_keys"."updated_at", "api_keys"."name", "api_keys"."role", "api_keys"."scopes", "api_keys"."organisation_id", "api_keys"."hash", "api_keys"."hint", "api_keys"."expires_at", "api_keys"."revoked_at", "api_keys"."rotated_from_id", "api_key_uses"."last_used_at", "api_keys"."id", ("api_keys"."created_at")::text
  from "api_keys"
  left join "api_key_uses" on "api_key_uses"."key_id" = "api_keys"."id"
  where true
  order by "api_keys"."created_at" desc, "api_keys"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "api_keys"
  where true;

-- GET /api-keys?updatedAfter=2025-02-03T09:30:00Z&organisationId=00000000-0000-7000-8000-000000000000&role=coordinator&active=true

-- coordinator
select "api_keys"."id", "api_keys"."version", "api_keys"."created_at", "api_keys"."updated_at", "api_keys"."name", "api_keys"."role", "api_keys"."scopes", "api_keys"."organisation_id", "api_keys"."hash", "api_keys"."hint", "api_keys"."expires_at", "api_keys"."revoked_at", "api_keys"."rotated_from_id", "api_key_uses"."last_used_at", "api_keys"."id", ("api_keys"."created_at")::text
  from "api_keys"
  left join "api_key_uses" on "api_key_uses"."key_id" = "api_keys"."id"
  where ("api_keys"."organisation_id" in ($1)
  and "api_keys"."role" in ('coordinator')
  and ("api_keys"."revoked_at" is null
  and coalesce("api_keys"."expires_at" > $2, true))
  and "api_keys"."updated_at" > $3)
  order by "api_keys"."created_at" desc, "api_keys"."id" desc
  limit 21 offset 0;
