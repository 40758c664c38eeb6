-- GET /redactions/{redactionId}

-- coordinator
select "id", "version", "created_at", "updated_at", "kind", "table_name", "row_id", "fields", "reason", "contents", "entries"
  from "redactions"
  where "redactions"."id" = $1;
