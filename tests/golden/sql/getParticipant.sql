-- GET /collaborations/{collaborationId}/participants/{participantId}

-- public, reader
select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name"
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."id" = $1
  and ("participants"."collaboration_id" = $2
  and "collaborations"."status" <> $3
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $4)));

-- matcher, partner
select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name"
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."id" = $1
  and ("participants"."collaboration_id" = $2
  and ("collaborations"."status" <> $3 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $4))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $5 or "organisations"."id" = $6))));

-- coordinator
select "participants"."id", "participants"."version", "participants"."created_at", "participants"."updated_at", "participants"."collaboration_id", "participants"."organisation_id", "participants"."description", "participants"."role", "participants"."from_day", "participants"."from_precision", "participants"."from_text", "participants"."to_day", "participants"."to_precision", "participants"."to_text", "participants"."sources", "participants"."attested_from", "participants"."attested_to", "participants"."inferred", "organisations"."name"
  from "participants"
  inner join "collaborations" on "collaborations"."id" = "participants"."collaboration_id"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where ("participants"."id" = $1
  and "participants"."collaboration_id" = $2);
