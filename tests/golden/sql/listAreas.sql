-- GET /areas?count=true

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "code", "number", "label_sv", "label_en", "description_sv", "description_en", "goals", "ended_on", "sources", "attested_from", "attested_to", "inferred", "id", ("areas"."number")::text
  from "areas"
  where true
  order by "areas"."number" asc, "areas"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "areas"
  where true;

-- GET /areas?updatedAfter=2025-02-03T09:30:00Z&q=ord&ended=true

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "code", "number", "label_sv", "label_en", "description_sv", "description_en", "goals", "ended_on", "sources", "attested_from", "attested_to", "inferred", "id", ("areas"."number")::text
  from "areas"
  where (("areas"."ended_on" <= $1
  and "areas"."updated_at" > $2)
  and (fold(concat_ws(' ', "areas"."code", "areas"."label_sv", "areas"."label_en", "areas"."description_sv", "areas"."description_en")) like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($3)))[1], '')), fold($4)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos(fold(concat_ws(' ', "areas"."code", "areas"."label_sv", "areas"."label_en", "areas"."description_sv", "areas"."description_en")), (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($5)))[1], '')), fold($6)))) > 0))
  order by "areas"."number" asc, "areas"."id" asc
  limit 21 offset 0;
