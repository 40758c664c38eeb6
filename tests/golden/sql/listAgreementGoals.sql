-- GET /agreements/{agreementId}/goals?count=true

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

select "agreement_goals"."id", "agreement_goals"."version", "agreement_goals"."created_at", "agreement_goals"."updated_at", "agreement_goals"."agreement_id", "agreement_goals"."text", "agreement_goals"."position", "agreement_goals"."deadline", "agreement_goals"."valid_from", "agreement_goals"."valid_to", "agreement_goals"."successor_id", "agreement_goals"."id", ("agreement_goals"."position")::text
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where ("agreement_goals"."agreement_id" = $1
  and "agreements"."status" <> $2)
  order by "agreement_goals"."position" asc, "agreement_goals"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where ("agreement_goals"."agreement_id" = $1
  and "agreements"."status" <> $2);

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

select "agreement_goals"."id", "agreement_goals"."version", "agreement_goals"."created_at", "agreement_goals"."updated_at", "agreement_goals"."agreement_id", "agreement_goals"."text", "agreement_goals"."position", "agreement_goals"."deadline", "agreement_goals"."valid_from", "agreement_goals"."valid_to", "agreement_goals"."successor_id", "agreement_goals"."id", ("agreement_goals"."position")::text
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where "agreement_goals"."agreement_id" = $1
  order by "agreement_goals"."position" asc, "agreement_goals"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where "agreement_goals"."agreement_id" = $1;

-- GET /agreements/{agreementId}/goals?updatedAfter=2025-02-03T09:30:00Z&asOf=2025-02-03

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

select "agreement_goals"."id", "agreement_goals"."version", "agreement_goals"."created_at", "agreement_goals"."updated_at", "agreement_goals"."agreement_id", "agreement_goals"."text", "agreement_goals"."position", "agreement_goals"."deadline", "agreement_goals"."valid_from", "agreement_goals"."valid_to", "agreement_goals"."successor_id", "agreement_goals"."id", ("agreement_goals"."position")::text
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where (("agreement_goals"."agreement_id" = $1
  and "agreements"."status" <> $2)
  and (coalesce("agreement_goals"."valid_from" <= $3, true)
  and coalesce("agreement_goals"."valid_to" >= $4, true))
  and "agreement_goals"."updated_at" > $5)
  order by "agreement_goals"."position" asc, "agreement_goals"."id" asc
  limit 21 offset 0;

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

select "agreement_goals"."id", "agreement_goals"."version", "agreement_goals"."created_at", "agreement_goals"."updated_at", "agreement_goals"."agreement_id", "agreement_goals"."text", "agreement_goals"."position", "agreement_goals"."deadline", "agreement_goals"."valid_from", "agreement_goals"."valid_to", "agreement_goals"."successor_id", "agreement_goals"."id", ("agreement_goals"."position")::text
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where ("agreement_goals"."agreement_id" = $1
  and (coalesce("agreement_goals"."valid_from" <= $2, true)
  and coalesce("agreement_goals"."valid_to" >= $3, true))
  and "agreement_goals"."updated_at" > $4)
  order by "agreement_goals"."position" asc, "agreement_goals"."id" asc
  limit 21 offset 0;
