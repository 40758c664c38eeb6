-- GET /documents/{documentId}

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "title", "kind", "publisher", "deciding_body", "number", "decided_on", "decided_on_precision", "decided_on_text", "published_on", "published_on_precision", "published_on_text", "valid_from", "valid_to", "parent_id", "url", "inferred"
  from "documents"
  where "documents"."id" = $1;
