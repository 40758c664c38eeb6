-- GET /signatures/{signatureId}

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where ("signatures"."id" = $1
  and ("organisations"."visibility" = $2
  and "signatures"."status" in ('signed', 'ended')));

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where ("signatures"."id" = $1
  and (("organisations"."visibility" = $2
  and "signatures"."status" in ('signed', 'ended')) or "organisations"."id" = $3));

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where "signatures"."id" = $1;
