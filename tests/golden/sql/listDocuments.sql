-- GET /documents?count=true

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "title", "kind", "publisher", "deciding_body", "number", "decided_on", "decided_on_precision", "decided_on_text", "published_on", "published_on_precision", "published_on_text", "valid_from", "valid_to", "parent_id", "url", "inferred", "id", ("documents"."title")::text
  from "documents"
  where true
  order by "documents"."title" asc, "documents"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "documents"
  where true;

-- GET /documents?updatedAfter=2025-02-03T09:30:00Z&q=ord&kind=programme&parentId=00000000-0000-7000-8000-000000000000&asOf=2025-02-03

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "title", "kind", "publisher", "deciding_body", "number", "decided_on", "decided_on_precision", "decided_on_text", "published_on", "published_on_precision", "published_on_text", "valid_from", "valid_to", "parent_id", "url", "inferred", "id", ("documents"."title")::text
  from "documents"
  where (("documents"."kind" in ('programme')
  and "documents"."parent_id" in ($1)
  and ("documents"."valid_from" <= $2
  and coalesce("documents"."valid_to" >= $3, true))
  and "documents"."updated_at" > $4)
  and (fold(concat_ws(' ', "documents"."title", "documents"."number", "documents"."deciding_body")) like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($5)))[1], '')), fold($6)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos(fold(concat_ws(' ', "documents"."title", "documents"."number", "documents"."deciding_body")), (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($7)))[1], '')), fold($8)))) > 0))
  order by "documents"."title" asc, "documents"."id" asc
  limit 21 offset 0;
