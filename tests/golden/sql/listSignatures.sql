-- GET /signatures?count=true

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("organisations"."visibility" = $1
  and "signatures"."status" <> $2)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("organisations"."visibility" = $1
  and "signatures"."status" <> $2);

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where (("organisations"."visibility" = $1
  and "signatures"."status" <> $2) or "organisations"."id" = $3)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where (("organisations"."visibility" = $1
  and "signatures"."status" <> $2) or "organisations"."id" = $3);

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where true
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where true;

-- GET /signatures?updatedAfter=2025-02-03T09:30:00Z&organisationId=00000000-0000-7000-8000-000000000000&status=invited&method=ceremony&sector=ord&asOf=2025-02-03&signedAfter=2025-02-03&signedBefore=2025-02-03&agreementId=00000000-0000-7000-8000-000000000000

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where (("organisations"."visibility" = $1
  and "signatures"."status" <> $2)
  and "signatures"."organisation_id" in ($3)
  and "signatures"."agreement_id" in ($4)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ceremony')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $5
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $6))
  and "signatures"."signed_on" >= $7
  and "signatures"."signed_on" <= $8
  and "signatures"."updated_at" > $9)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ((("organisations"."visibility" = $1
  and "signatures"."status" <> $2) or "organisations"."id" = $3)
  and "signatures"."organisation_id" in ($4)
  and "signatures"."agreement_id" in ($5)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ceremony')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $6
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $7))
  and "signatures"."signed_on" >= $8
  and "signatures"."signed_on" <= $9
  and "signatures"."updated_at" > $10)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("signatures"."organisation_id" in ($1)
  and "signatures"."agreement_id" in ($2)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ceremony')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $3
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $4))
  and "signatures"."signed_on" >= $5
  and "signatures"."signed_on" <= $6
  and "signatures"."updated_at" > $7)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;
