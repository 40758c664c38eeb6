-- GET /organisations/{organisationId}

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."sources", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where ("organisations"."id" = $3
  and "organisations"."visibility" = $4);

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."sources", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where ("organisations"."id" = $3
  and ("organisations"."visibility" = $4 or "organisations"."id" = $5));

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."sources", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where "organisations"."id" = $3;
