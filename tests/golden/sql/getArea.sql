-- GET /areas/{areaId}

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "code", "number", "label_sv", "label_en", "description_sv", "description_en", "goals", "ended_on", "sources", "attested_from", "attested_to", "inferred"
  from "areas"
  where "areas"."id" = $1;
