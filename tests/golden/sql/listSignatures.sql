-- GET /signatures?count=true

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known, "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where ("organisations"."visibility" = $1
  and "signatures"."status" in ('signed', 'ended'))
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where ("organisations"."visibility" = $1
  and "signatures"."status" in ('signed', 'ended'));

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known, "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where (("organisations"."visibility" = $1
  and "signatures"."status" in ('signed', 'ended')) or "organisations"."id" = $2)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where (("organisations"."visibility" = $1
  and "signatures"."status" in ('signed', 'ended')) or "organisations"."id" = $2);

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known, "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where true
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where true;

-- GET /signatures?updatedAfter=2025-02-03T09:30:00Z&organisationId=00000000-0000-7000-8000-000000000000&status=invited&method=ord&sector=ord&asOf=2025-02-03&certainty=certain&signedAfter=2025-02-03&signedBefore=2025-02-03&endedAfter=2025-02-03&endedBefore=2025-02-03&renewal=true&renewed=true&needsCorrection=true&agreementId=00000000-0000-7000-8000-000000000000

-- public, reader
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known, "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text, (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where (("organisations"."visibility" = $4
  and "signatures"."status" in ('signed', 'ended'))
  and "signatures"."organisation_id" in ($5)
  and "signatures"."agreement_id" in ($6)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ord')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $7::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $8::date, true)))
  and (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $9::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $10::date, true)
  and $11::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."signed_on" >= $12)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."signed_on" <= $13)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."ended_on" >= $14)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."ended_on" <= $15)
  and "signatures"."renewed_from_id" is not null
  and exists (select 1
  from "signatures" "later"
  where "later"."renewed_from_id" = "signatures"."id"
  and "later"."renewed_from_id" is not null
  and "later"."status" in ('signed', 'ended'))
  and false
  and "signatures"."updated_at" > $16)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known, "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text, (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where ((("organisations"."visibility" = $4
  and "signatures"."status" in ('signed', 'ended')) or "organisations"."id" = $5)
  and "signatures"."organisation_id" in ($6)
  and "signatures"."agreement_id" in ($7)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ord')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $8::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $9::date, true)))
  and (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $10::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $11::date, true)
  and $12::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."signed_on" >= $13)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."signed_on" <= $14)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."ended_on" >= $15)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."ended_on" <= $16)
  and "signatures"."renewed_from_id" is not null
  and exists (select 1
  from "signatures" "later"
  where "later"."renewed_from_id" = "signatures"."id"
  and "later"."renewed_from_id" is not null
  and "later"."status" in ('signed', 'ended'))
  and false
  and "signatures"."updated_at" > $17)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;

-- coordinator
select "signatures"."id", "signatures"."version", "signatures"."created_at", "signatures"."updated_at", "signatures"."organisation_id", "signatures"."agreement_id", "signatures"."signed_on", "signatures"."signed_on_precision", "signatures"."signed_on_text", "signatures"."signed_by_function", "signatures"."signed_by_contact_id", "signatures"."method", "signatures"."status", "signatures"."ended_on", "signatures"."end_reason", "signatures"."renewed_from_id", "signatures"."diary_number", "signatures"."deciding_body", "signatures"."scan_hash", "signatures"."needs_correction", "signatures"."sources", "signatures"."attested_from", "signatures"."attested_to", "signatures"."inferred", "organisations"."name", "agreements"."code", member.since, member.known, "signatures"."id", (coalesce("signatures"."signed_on", 'infinity'::date))::text, (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "signatures"
  inner join "organisations" on "organisations"."id" = "signatures"."organisation_id"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  left join member_since("signatures"."id") member on true
  where ("signatures"."organisation_id" in ($4)
  and "signatures"."agreement_id" in ($5)
  and "signatures"."status" in ('invited')
  and "signatures"."method" in ('ord')
  and "organisations"."sector" in ('ord')
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $6::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $7::date, true)))
  and (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $8::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $9::date, true)
  and $10::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."signed_on" >= $11)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."signed_on" <= $12)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."ended_on" >= $13)
  and ("signatures"."status" in ('signed', 'ended')
  and "signatures"."ended_on" <= $14)
  and "signatures"."renewed_from_id" is not null
  and exists (select 1
  from "signatures" "later"
  where "later"."renewed_from_id" = "signatures"."id"
  and "later"."renewed_from_id" is not null
  and "later"."status" in ('signed', 'ended'))
  and "signatures"."needs_correction" = $15
  and "signatures"."updated_at" > $16)
  order by coalesce("signatures"."signed_on", 'infinity'::date) asc, "signatures"."id" asc
  limit 21 offset 0;
