-- GET /applications/{applicationId}

-- coordinator
select "applications"."id", "applications"."version", "applications"."created_at", "applications"."updated_at", "applications"."agreement_id", "applications"."status", "applications"."name", "applications"."organisation_number", "applications"."kind", "applications"."sector", "applications"."website", "applications"."municipality_code", "applications"."contact_name", "applications"."contact_title", "applications"."contact_email", "applications"."contact_phone", "applications"."message", "applications"."erased_at", "applications"."decided_at", "applications"."decline_reason", "applications"."organisation_id", "applications"."contact_id", "applications"."signature_id", "applications"."api_key_id", "applications"."joined", "agreements"."code"
  from "applications"
  inner join "agreements" on "agreements"."id" = "applications"."agreement_id"
  where "applications"."id" = $1;

select "id", "name", "organisation_number", array(select given
  from unnest(array_remove(array["name", "short_name"] || "aliases", null)) given
  order by similarity(fold(given), fold($1)) desc, given
  limit $2)
  from "organisations"
  where ("organisations"."search_text" %> $3 or "organisations"."search_text" %> $4 or "organisations"."search_text" %> $5 or false)
  order by word_similarity(fold($6), "organisations"."search_text") desc, "organisations"."id"
  limit $7;

select "id", "name", "organisation_number"
  from "applications"
  where ("applications"."id" <> $1
  and "applications"."status" in ($2, $3)
  and ("applications"."search_text" %> $4 or "applications"."search_text" %> $5 or "applications"."search_text" %> $6 or false))
  order by word_similarity(fold($7), "applications"."search_text") desc, "applications"."id"
  limit $8;
