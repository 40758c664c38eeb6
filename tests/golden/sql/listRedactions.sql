-- GET /redactions?count=true

-- coordinator
select "id", "version", "created_at", "updated_at", "kind", "table_name", "row_id", "fields", "reason", "contents", "entries", "id", ("redactions"."created_at")::text
  from "redactions"
  where true
  order by "redactions"."created_at" desc, "redactions"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "redactions"
  where true;

-- GET /redactions?updatedAfter=2025-02-03T09:30:00Z&resource=accounts&resourceId=00000000-0000-7000-8000-000000000000&kind=redaction

-- coordinator
select "id", "version", "created_at", "updated_at", "kind", "table_name", "row_id", "fields", "reason", "contents", "entries", "id", ("redactions"."created_at")::text
  from "redactions"
  where ("redactions"."table_name" in ('accounts')
  and "redactions"."row_id" in ($1)
  and "redactions"."kind" in ('redaction')
  and "redactions"."updated_at" > $2)
  order by "redactions"."created_at" desc, "redactions"."id" desc
  limit 21 offset 0;
