-- GET /applications?count=true

-- coordinator
select "applications"."id", "applications"."version", "applications"."created_at", "applications"."updated_at", "applications"."agreement_id", "applications"."status", "applications"."name", "applications"."organisation_number", "applications"."kind", "applications"."sector", "applications"."website", "applications"."municipality_code", "applications"."contact_name", "applications"."contact_title", "applications"."contact_email", "applications"."contact_phone", "applications"."message", "applications"."erased_at", "applications"."decided_at", "applications"."decline_reason", "applications"."organisation_id", "applications"."contact_id", "applications"."signature_id", "applications"."api_key_id", "applications"."joined", "agreements"."code", "applications"."id", ("applications"."created_at")::text
  from "applications"
  inner join "agreements" on "agreements"."id" = "applications"."agreement_id"
  where true
  order by "applications"."created_at" desc, "applications"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "applications"
  where true;

-- GET /applications?updatedAfter=2025-02-03T09:30:00Z&q=ord&status=received&agreementId=00000000-0000-7000-8000-000000000000&organisationId=00000000-0000-7000-8000-000000000000&sector=ord

-- coordinator
select "applications"."id", "applications"."version", "applications"."created_at", "applications"."updated_at", "applications"."agreement_id", "applications"."status", "applications"."name", "applications"."organisation_number", "applications"."kind", "applications"."sector", "applications"."website", "applications"."municipality_code", "applications"."contact_name", "applications"."contact_title", "applications"."contact_email", "applications"."contact_phone", "applications"."message", "applications"."erased_at", "applications"."decided_at", "applications"."decline_reason", "applications"."organisation_id", "applications"."contact_id", "applications"."signature_id", "applications"."api_key_id", "applications"."joined", "agreements"."code", "applications"."id", ("applications"."created_at")::text
  from "applications"
  inner join "agreements" on "agreements"."id" = "applications"."agreement_id"
  where (("applications"."status" in ('received')
  and "applications"."agreement_id" in ($1)
  and "applications"."organisation_id" in ($2)
  and "applications"."sector" in ('ord')
  and "applications"."updated_at" > $3)
  and ("applications"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($4)))[1], '')), fold($5)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("applications"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($6)))[1], '')), fold($7)))) > 0))
  order by "applications"."created_at" desc, "applications"."id" desc
  limit 21 offset 0;
