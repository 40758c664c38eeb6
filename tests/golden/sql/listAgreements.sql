-- GET /agreements?count=true

-- public, reader, matcher, partner
select "agreements"."id", "agreements"."version", "agreements"."created_at", "agreements"."updated_at", "agreements"."code", "agreements"."title", "agreements"."purpose_sv", "agreements"."purpose_en", "agreements"."text_sv", "agreements"."text_en", "agreements"."text_url", "agreements"."legally_binding", "agreements"."deciding_body", "agreements"."diary_number", "agreements"."value_words", "agreements"."control_stations", "agreements"."valid_from", "agreements"."valid_to", "agreements"."document_hash", "agreements"."status", "agreements"."sources", "agreements"."attested_from", "agreements"."attested_to", "agreements"."inferred", in_force.list, "agreements"."id", ("agreements"."code")::text
  from "agreements"
  left join lateral ( select coalesce(json_agg("agreement_goals"."text"
  order by "agreement_goals"."position", "agreement_goals"."id"), '[]') as list
  from "agreement_goals"
  where "agreement_goals"."agreement_id" = "agreements"."id"
  and (coalesce("agreement_goals"."valid_from" <= $1, true)
  and coalesce("agreement_goals"."valid_to" >= $2, true))) in_force on true
  where "agreements"."status" <> $3
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "agreements"
  where "agreements"."status" <> $1;

-- coordinator
select "agreements"."id", "agreements"."version", "agreements"."created_at", "agreements"."updated_at", "agreements"."code", "agreements"."title", "agreements"."purpose_sv", "agreements"."purpose_en", "agreements"."text_sv", "agreements"."text_en", "agreements"."text_url", "agreements"."legally_binding", "agreements"."deciding_body", "agreements"."diary_number", "agreements"."value_words", "agreements"."control_stations", "agreements"."valid_from", "agreements"."valid_to", "agreements"."document_hash", "agreements"."status", "agreements"."sources", "agreements"."attested_from", "agreements"."attested_to", "agreements"."inferred", in_force.list, "agreements"."id", ("agreements"."code")::text
  from "agreements"
  left join lateral ( select coalesce(json_agg("agreement_goals"."text"
  order by "agreement_goals"."position", "agreement_goals"."id"), '[]') as list
  from "agreement_goals"
  where "agreement_goals"."agreement_id" = "agreements"."id"
  and (coalesce("agreement_goals"."valid_from" <= $1, true)
  and coalesce("agreement_goals"."valid_to" >= $2, true))) in_force on true
  where true
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "agreements"
  where true;

-- GET /agreements?updatedAfter=2025-02-03T09:30:00Z&status=draft&asOf=2025-02-03

-- public, reader, matcher, partner
select "agreements"."id", "agreements"."version", "agreements"."created_at", "agreements"."updated_at", "agreements"."code", "agreements"."title", "agreements"."purpose_sv", "agreements"."purpose_en", "agreements"."text_sv", "agreements"."text_en", "agreements"."text_url", "agreements"."legally_binding", "agreements"."deciding_body", "agreements"."diary_number", "agreements"."value_words", "agreements"."control_stations", "agreements"."valid_from", "agreements"."valid_to", "agreements"."document_hash", "agreements"."status", "agreements"."sources", "agreements"."attested_from", "agreements"."attested_to", "agreements"."inferred", in_force.list, "agreements"."id", ("agreements"."code")::text
  from "agreements"
  left join lateral ( select coalesce(json_agg("agreement_goals"."text"
  order by "agreement_goals"."position", "agreement_goals"."id"), '[]') as list
  from "agreement_goals"
  where "agreement_goals"."agreement_id" = "agreements"."id"
  and (coalesce("agreement_goals"."valid_from" <= $1, true)
  and coalesce("agreement_goals"."valid_to" >= $2, true))) in_force on true
  where ("agreements"."status" <> $3
  and "agreements"."status" in ('draft')
  and ("agreements"."status" <> 'draft'
  and "agreements"."valid_from" <= $4
  and coalesce("agreements"."valid_to" >= $5, true))
  and "agreements"."updated_at" > $6)
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;

-- coordinator
select "agreements"."id", "agreements"."version", "agreements"."created_at", "agreements"."updated_at", "agreements"."code", "agreements"."title", "agreements"."purpose_sv", "agreements"."purpose_en", "agreements"."text_sv", "agreements"."text_en", "agreements"."text_url", "agreements"."legally_binding", "agreements"."deciding_body", "agreements"."diary_number", "agreements"."value_words", "agreements"."control_stations", "agreements"."valid_from", "agreements"."valid_to", "agreements"."document_hash", "agreements"."status", "agreements"."sources", "agreements"."attested_from", "agreements"."attested_to", "agreements"."inferred", in_force.list, "agreements"."id", ("agreements"."code")::text
  from "agreements"
  left join lateral ( select coalesce(json_agg("agreement_goals"."text"
  order by "agreement_goals"."position", "agreement_goals"."id"), '[]') as list
  from "agreement_goals"
  where "agreement_goals"."agreement_id" = "agreements"."id"
  and (coalesce("agreement_goals"."valid_from" <= $1, true)
  and coalesce("agreement_goals"."valid_to" >= $2, true))) in_force on true
  where ("agreements"."status" in ('draft')
  and ("agreements"."status" <> 'draft'
  and "agreements"."valid_from" <= $3
  and coalesce("agreements"."valid_to" >= $4, true))
  and "agreements"."updated_at" > $5)
  order by "agreements"."code" asc, "agreements"."id" asc
  limit 21 offset 0;
