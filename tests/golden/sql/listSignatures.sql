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

-- GET /signatures?updatedAfter=2025-02-03T09:30:00Z&organisationId=00000000-0000-7000-8000-000000000000&status=invited&method=ord&sector=ord&asOf=2025-02-03&certainty=certain&signedAfter=2025-02-03&signedBefore=2025-02-03&agreementId=00000000-0000-7000-8000-000000000000

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text, (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $1::date
  and coalesce("signatures"."ended_on" > $2::date, true))
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where (("organisations"."visibility" = $3
  and "signatures"."status" <> $4)
  and "signatures"."organisation_id" in ($5)
  and "signatures"."agreement_id" in ($6)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ord')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" <> 'invited'
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $7::date
  and coalesce("signatures"."ended_on" > $8::date, true)))
  and (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $9::date
  and coalesce("signatures"."ended_on" > $10::date, true))
  and "signatures"."signed_on" >= $11
  and "signatures"."signed_on" <= $12
  and "signatures"."updated_at" > $13)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text, (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $1::date
  and coalesce("signatures"."ended_on" > $2::date, true))
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ((("organisations"."visibility" = $3
  and "signatures"."status" <> $4) or "organisations"."id" = $5)
  and "signatures"."organisation_id" in ($6)
  and "signatures"."agreement_id" in ($7)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ord')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" <> 'invited'
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $8::date
  and coalesce("signatures"."ended_on" > $9::date, true)))
  and (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $10::date
  and coalesce("signatures"."ended_on" > $11::date, true))
  and "signatures"."signed_on" >= $12
  and "signatures"."signed_on" <= $13
  and "signatures"."updated_at" > $14)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text, (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $1::date
  and coalesce("signatures"."ended_on" > $2::date, true))
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("signatures"."organisation_id" in ($3)
  and "signatures"."agreement_id" in ($4)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ord')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" <> 'invited'
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $5::date
  and coalesce("signatures"."ended_on" > $6::date, true)))
  and (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), "signatures"."ended_on" - 1)) <= $7::date
  and coalesce("signatures"."ended_on" > $8::date, true))
  and "signatures"."signed_on" >= $9
  and "signatures"."signed_on" <= $10
  and "signatures"."updated_at" > $11)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;
