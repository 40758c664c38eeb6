-- GET /agreements/{agreementId}

-- public, reader, matcher, partner
select "id", "version", "created_at", "updated_at", "code", "title", "text_sv", "text_en", "value_words", "goals", "control_stations", "valid_from", "valid_to", "document_hash", "status", "sources", "attested_from", "attested_to", "inferred"
  from "agreements"
  where ("agreements"."id" = $1
  and "agreements"."status" <> $2);

-- coordinator
select "id", "version", "created_at", "updated_at", "code", "title", "text_sv", "text_en", "value_words", "goals", "control_stations", "valid_from", "valid_to", "document_hash", "status", "sources", "attested_from", "attested_to", "inferred"
  from "agreements"
  where "agreements"."id" = $1;
