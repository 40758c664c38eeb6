-- GET /signatures/{signatureId}

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code"
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("signatures"."id" = $1
  and ("organisations"."visibility" = $2
  and "signatures"."status" <> $3));

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code"
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("signatures"."id" = $1
  and (("organisations"."visibility" = $2
  and "signatures"."status" <> $3) or "organisations"."id" = $4));

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code"
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."id" = $1;
