-- GET /accounts?count=true

-- coordinator
select "accounts"."id", "accounts"."version", "accounts"."created_at", "accounts"."updated_at", "accounts"."issuer", "accounts"."subject", "accounts"."name", "accounts"."erased_at", "account_uses"."last_seen_at", "accounts"."id", ("accounts"."created_at")::text
  from "accounts"
  left join "account_uses" on "account_uses"."account_id" = "accounts"."id"
  where true
  order by "accounts"."created_at" desc, "accounts"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "accounts"
  where true;

-- GET /accounts?updatedAfter=2025-02-03T09:30:00Z&erased=true

-- coordinator
select "accounts"."id", "accounts"."version", "accounts"."created_at", "accounts"."updated_at", "accounts"."issuer", "accounts"."subject", "accounts"."name", "accounts"."erased_at", "account_uses"."last_seen_at", "accounts"."id", ("accounts"."created_at")::text
  from "accounts"
  left join "account_uses" on "account_uses"."account_id" = "accounts"."id"
  where ("accounts"."erased_at" is not null
  and "accounts"."updated_at" > $1)
  order by "accounts"."created_at" desc, "accounts"."id" desc
  limit 21 offset 0;
