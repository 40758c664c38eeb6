-- GET /vocabularies/{vocabulary}/terms/{termId}

-- public, reader, matcher, partner, coordinator
select "id", "version", "created_at", "updated_at", "code", "label_sv", "label_en", "note", "position", "ended_on", "unit", "follow_up_days"
  from "contribution_types"
  where "contribution_types"."id" = $1;
