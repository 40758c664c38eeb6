-- GET /organisations?count=true

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $2
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $3))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where "organisations"."visibility" = $4
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where "organisations"."visibility" = $3;

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $4
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $5))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where ("organisations"."visibility" = $6 or "organisations"."id" = $7)
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where ("organisations"."visibility" = $3 or "organisations"."id" = $4);

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where true
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where true;

-- GET /organisations?updatedAfter=2025-02-03T09:30:00Z&q=ord&signatory=true&asOf=2025-02-03&sector=ord&kind=legal_entity&parentId=00000000-0000-7000-8000-000000000000&organisationNumber=499900-0005&evidence=signed&tag=ord&ended=true

-- public, reader
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $1)) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $2
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $3))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where (("organisations"."visibility" = $4
  and active.id is not null
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and ("organisations"."parent_id" in ($5)
  and exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and "parent"."visibility" = $6)))
  and "organisations"."organisation_number" = $7
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $8::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $9)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($10)))[1], '')), fold($11)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($12)))[1], '')), fold($13)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", case when ("organisations"."id" = $1 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $2 or "parent"."id" = $3)))) then "organisations"."parent_id" end, "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $4
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $5))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where ((("organisations"."visibility" = $6 or "organisations"."id" = $7)
  and active.id is not null
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and ("organisations"."parent_id" in ($8)
  and ("organisations"."id" = $9 or exists (select 1
  from "organisations" "parent"
  where ("parent"."id" = "organisations"."parent_id"
  and ("parent"."visibility" = $10 or "parent"."id" = $11)))))
  and "organisations"."organisation_number" = $12
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $13::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $14)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($15)))[1], '')), fold($16)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($17)))[1], '')), fold($18)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;

-- coordinator
select "organisations"."id", "organisations"."version", "organisations"."created_at", "organisations"."updated_at", "organisations"."name", "organisations"."short_name", "organisations"."aliases", "organisations"."organisation_number", "organisations"."number_status", "organisations"."kind", "organisations"."parent_id", "organisations"."sector", "organisations"."website", "organisations"."email", "organisations"."phone", "organisations"."street", "organisations"."postcode", "organisations"."city", "organisations"."municipality_code", "organisations"."description_sv", "organisations"."description_en", "organisations"."visibility", "organisations"."tags", "organisations"."ended_on", "organisations"."evidence", "organisations"."sources", "organisations"."attested_from", "organisations"."attested_to", "organisations"."inferred", "organisations"."search_text", active.id is not null, active.signed_on, active.signed_on_precision, "organisations"."id", ("organisations"."name")::text
  from "organisations"
  left join lateral ( select "signatures"."id", "signatures"."signed_on", "signatures"."signed_on_precision"
  from "signatures" join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."organisation_id" = "organisations"."id"
  and ("signatures"."status" <> 'invited'
  and coalesce("signatures"."signed_on", "agreements"."valid_from") <= $1
  and ("signatures"."ended_on" is null or "signatures"."ended_on" > $2))
  order by coalesce("signatures"."signed_on", "agreements"."valid_from"), "signatures"."id"
  limit 1) active on true
  where ((active.id is not null
  and "organisations"."sector" in ('ord')
  and "organisations"."kind" in ('legal_entity')
  and "organisations"."parent_id" in ($3)
  and "organisations"."organisation_number" = $4
  and "organisations"."evidence" in ('signed')
  and "organisations"."tags" && $5::text[]
  and "organisations"."ended_on" is not null
  and "organisations"."updated_at" > $6)
  and ("organisations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($7)))[1], '')), fold($8)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("organisations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($9)))[1], '')), fold($10)))) > 0))
  order by "organisations"."name" asc, "organisations"."id" asc
  limit 21 offset 0;
