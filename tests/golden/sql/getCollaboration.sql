-- GET /collaborations/{collaborationId}

-- public, reader
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), null
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end, 'certainty', null))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day" <= $2, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $3, true))
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $4))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $5
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where ("collaborations"."id" = $6
  and "collaborations"."status" <> $7);

-- matcher, partner
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), null
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end, 'certainty', null))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day" <= $2, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $3, true))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $4 or "organisations"."id" = $5)))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $6
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where ("collaborations"."id" = $7
  and ("collaborations"."status" <> $8 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $9)));

-- coordinator
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), null
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end, 'certainty', null))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and (coalesce("participants"."from_day" <= $2, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $3, true))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $4
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where "collaborations"."id" = $5;
