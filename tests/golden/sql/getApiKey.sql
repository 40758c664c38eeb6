-- GET /api-keys/{apiKeyId}

-- coordinator
select "api_keys"."id", "api_keys"."version", "api_keys"."created_at", "api_keys"."updated_at", "api_keys"."name", "api_keys"."role", "api_keys"."scopes", "api_keys"."organisation_id", "api_keys"."hash", "api_keys"."hint", "api_keys"."expires_at", "api_keys"."revoked_at", "api_keys"."rotated_from_id", "api_key_uses"."last_used_at"
  from "api_keys"
  left join "api_key_uses" on "api_key_uses"."key_id" = "api_keys"."id"
  where "api_keys"."id" = $1;
