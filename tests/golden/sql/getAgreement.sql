-- GET /agreements/{agreementId}

-- public, reader, matcher, partner
select "agreements"."id", "agreements"."version", "agreements"."created_at", "agreements"."updated_at", "agreements"."code", "agreements"."title", "agreements"."purpose_sv", "agreements"."purpose_en", "agreements"."text_sv", "agreements"."text_en", "agreements"."text_url", "agreements"."legally_binding", "agreements"."deciding_body", "agreements"."diary_number", "agreements"."value_words", "agreements"."control_stations", "agreements"."valid_from", "agreements"."valid_to", "agreements"."document_hash", "agreements"."status", "agreements"."sources", "agreements"."attested_from", "agreements"."attested_to", "agreements"."inferred", in_force.list
  from "agreements"
  left join lateral ( select coalesce(json_agg("agreement_goals"."text"
  order by "agreement_goals"."position", "agreement_goals"."id"), '[]') as list
  from "agreement_goals"
  where "agreement_goals"."agreement_id" = "agreements"."id"
  and (coalesce("agreement_goals"."valid_from" <= $1, true)
  and coalesce("agreement_goals"."valid_to" >= $2, true))) in_force on true
  where ("agreements"."id" = $3
  and "agreements"."status" <> $4);

-- coordinator
select "agreements"."id", "agreements"."version", "agreements"."created_at", "agreements"."updated_at", "agreements"."code", "agreements"."title", "agreements"."purpose_sv", "agreements"."purpose_en", "agreements"."text_sv", "agreements"."text_en", "agreements"."text_url", "agreements"."legally_binding", "agreements"."deciding_body", "agreements"."diary_number", "agreements"."value_words", "agreements"."control_stations", "agreements"."valid_from", "agreements"."valid_to", "agreements"."document_hash", "agreements"."status", "agreements"."sources", "agreements"."attested_from", "agreements"."attested_to", "agreements"."inferred", in_force.list
  from "agreements"
  left join lateral ( select coalesce(json_agg("agreement_goals"."text"
  order by "agreement_goals"."position", "agreement_goals"."id"), '[]') as list
  from "agreement_goals"
  where "agreement_goals"."agreement_id" = "agreements"."id"
  and (coalesce("agreement_goals"."valid_from" <= $1, true)
  and coalesce("agreement_goals"."valid_to" >= $2, true))) in_force on true
  where "agreements"."id" = $3;
