-- GET /organisations?count=true

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $2::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $3::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $4::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $5::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where "organisations"."visibility" = $6
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $3::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $4::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  where "organisations"."visibility" = $5;

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $4::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $5::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $6::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $7::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where ("organisations"."visibility" = $8 or "organisations"."id" = $9)
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $3::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $4::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  where ("organisations"."visibility" = $5 or "organisations"."id" = $6);

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $3::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $4::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where true
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $3::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $4::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  where true;

-- GET /organisations?updatedAfter=2025-02-03T09:30:00Z&q=ord&signatory=true&certainty=certain&asOf=2025-02-03&sector=ord&kind=legal_entity&parentId=00000000-0000-7000-8000-000000000000&organisationNumber=499900-0005&evidence=signed&tag=ord&ended=true

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text, coalesce(active.is_certain, true)
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $2::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $3::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $4::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $5::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where (("organisations"."visibility" = $6
  and active.id is not null
  and active.is_certain
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and ("organisations"."parent_id" in ($7)
  and exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $8)))
  and "organisations"."organisation_number" = $9
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $10::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $11)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($12)))[1], '')), fold($13)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($14)))[1], '')), fold($15)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text, coalesce(active.is_certain, true)
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $4::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $5::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $6::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $7::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where ((("organisations"."visibility" = $8 or "organisations"."id" = $9)
  and active.id is not null
  and active.is_certain
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and ("organisations"."parent_id" in ($10)
  and ("organisations"."id" = $11 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $12 or "parent"."id" = $13)))))
  and "organisations"."organisation_number" = $14
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $15::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $16)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($17)))[1], '')), fold($18)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($19)))[1], '')), fold($20)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.is_certain, active.signed_on, active.signed_on_precision, member.since, member.known, "organisations"."id", ("organisations"."name")::text, coalesce(active.is_certain, true)
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision", (coalesce(coalesce(period_end("signatures"."signed_on", "signatures"."signed_on_precision"), "signatures"."signed_on"), least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $1::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $2::date, true)) as is_certain
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" in ('signed', 'ended')
  and (coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)) <= $3::date
  and coalesce(least("signatures"."ended_on", "agreements"."valid_to" + 1) > $4::date, true)))
  order by is_certain desc, coalesce("signatures"."signed_on", least(coalesce("signatures"."attested_from", ("signatures"."created_at" at time zone 'Europe/Stockholm')::date), least("signatures"."ended_on", "agreements"."valid_to" + 1) - 1)), "signatures"."id"
  limit 1) active on true
  left join member_since(active.id) member on true
  where ((active.id is not null
  and active.is_certain
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and "organisations"."parent_id" in ($5)
  and "organisations"."organisation_number" = $6
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $7::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $8)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($9)))[1], '')), fold($10)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($11)))[1], '')), fold($12)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;
