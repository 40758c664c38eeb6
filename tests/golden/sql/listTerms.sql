-- GET /vocabularies/{vocabulary}/terms?count=true

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "code", "label_sv", "label_en", "note", "position", "ended_on", "unit", "follow_up_days", "id", ("contribution_types"."position")::text
  from "contribution_types"
  where true
  order by "contribution_types"."position" asc, "contribution_types"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "contribution_types"
  where true;

-- GET /vocabularies/{vocabulary}/terms?updatedAfter=2025-02-03T09:30:00Z&q=ord&ended=true

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "code", "label_sv", "label_en", "note", "position", "ended_on", "unit", "follow_up_days", "id", ("contribution_types"."position")::text
  from "contribution_types"
  where (("contribution_types"."ended_on" <= $1
  and "contribution_types"."updated_at" > $2)
  and (fold(concat_ws(' ', "contribution_types"."code", "contribution_types"."label_sv", "contribution_types"."label_en")) like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($3)))[1], '')), fold($4)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos(fold(concat_ws(' ', "contribution_types"."code", "contribution_types"."label_sv", "contribution_types"."label_en")), (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($5)))[1], '')), fold($6)))) > 0))
  order by "contribution_types"."position" asc, "contribution_types"."id" asc
  limit 21 offset 0;
