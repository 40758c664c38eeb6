-- GET /agreements/{agreementId}/goals/{goalId}

-- public, reader, matcher, partner
select "agreement_goals"."id", "agreement_goals"."version", "agreement_goals"."created_at", "agreement_goals"."updated_at", "agreement_goals"."agreement_id", "agreement_goals"."text", "agreement_goals"."position", "agreement_goals"."deadline", "agreement_goals"."valid_from", "agreement_goals"."valid_to", "agreement_goals"."successor_id"
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where ("agreement_goals"."id" = $1
  and ("agreement_goals"."agreement_id" = $2
  and "agreements"."status" <> $3));

-- coordinator
select "agreement_goals"."id", "agreement_goals"."version", "agreement_goals"."created_at", "agreement_goals"."updated_at", "agreement_goals"."agreement_id", "agreement_goals"."text", "agreement_goals"."position", "agreement_goals"."deadline", "agreement_goals"."valid_from", "agreement_goals"."valid_to", "agreement_goals"."successor_id"
  from "agreement_goals"
  inner join "agreements" on "agreements"."id" = "agreement_goals"."agreement_id"
  where ("agreement_goals"."id" = $1
  and "agreement_goals"."agreement_id" = $2);
