-- GET /organisations?count=true

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text
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
  where "organisations"."visibility" = $7
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
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
  where "organisations"."visibility" = $6;

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text
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
  where ("organisations"."visibility" = $9 or "organisations"."id" = $10)
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
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
  where ("organisations"."visibility" = $6 or "organisations"."id" = $7);

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text
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
  where true
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
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
  where true;

-- GET /organisations?updatedAfter=2025-02-03T09:30:00Z&q=ord&signatory=true&certainty=certain&asOf=2025-02-03&sector=ord&kind=legal_entity&parentId=00000000-0000-7000-8000-000000000000&organisationNumber=499900-0005&evidence=signed&tag=ord&ended=true

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text, coalesce(active.is_certain, true)
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
  where (("organisations"."visibility" = $7
  and active.id is not null
  and active.is_certain
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and ("organisations"."parent_id" in ($8)
  and exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $9)))
  and "organisations"."organisation_number" = $10
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $11::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $12)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($13)))[1], '')), fold($14)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($15)))[1], '')), fold($16)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text, coalesce(active.is_certain, true)
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
  where ((("organisations"."visibility" = $9 or "organisations"."id" = $10)
  and active.id is not null
  and active.is_certain
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and ("organisations"."parent_id" in ($11)
  and ("organisations"."id" = $12 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $13 or "parent"."id" = $14)))))
  and "organisations"."organisation_number" = $15
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $16::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $17)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($18)))[1], '')), fold($19)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($20)))[1], '')), fold($21)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text, coalesce(active.is_certain, true)
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
  where ((active.id is not null
  and active.is_certain
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and "organisations"."parent_id" in ($6)
  and "organisations"."organisation_number" = $7
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $8::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $9)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($10)))[1], '')), fold($11)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($12)))[1], '')), fold($13)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;
