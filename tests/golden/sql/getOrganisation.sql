-- GET /organisations/{organisationId}

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $2::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $3::date, true)
  and $4::date <= (registry_now() at time zone 'Europe/Stockholm')::date) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $5::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $6::date, true)))
  order by is_certain desc, coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where ("organisations"."id" = $7
  and "organisations"."visibility" = $8);

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $4::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $5::date, true)
  and $6::date <= (registry_now() at time zone 'Europe/Stockholm')::date) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $7::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $8::date, true)))
  order by is_certain desc, coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where ("organisations"."id" = $9
  and ("organisations"."visibility" = $10 or "organisations"."id" = $11));

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(case when "signatures"."signed_on" is not null then greatest("signatures"."signed_on", least(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), ("signatures"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)
  and $3::date <= (registry_now() at time zone 'Europe/Stockholm')::date) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $4::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $5::date, true)))
  order by is_certain desc, coalesce(greatest("signatures"."signed_on", case when "signatures"."signed_on" is not null then "agreements"."valid_from" end), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where "organisations"."id" = $6;
