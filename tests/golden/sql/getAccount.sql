-- GET /accounts/{accountId}

-- coordinator
select "accounts"."id", "accounts"."version", "accounts"."created_at", "accounts"."updated_at", "accounts"."issuer", "accounts"."subject", "accounts"."name", "accounts"."erased_at", "account_uses"."last_seen_at"
  from "accounts"
  left join "account_uses" on "account_uses"."account_id" = "accounts"."id"
  where "accounts"."id" = $1;
