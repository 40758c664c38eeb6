-- GET /collaborations?count=true

-- public, reader
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, "collaborations"."id", ("collaborations"."name")::text
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day" <= $1, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $2, true))
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $3))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $4
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where "collaborations"."status" <> $5
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "collaborations"
  where "collaborations"."status" <> $1;

-- matcher, partner
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, "collaborations"."id", ("collaborations"."name")::text
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day" <= $1, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $2, true))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $3 or "organisations"."id" = $4)))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $5
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where ("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "collaborations"
  where ("collaborations"."status" <> $1 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $2));

-- coordinator
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, "collaborations"."id", ("collaborations"."name")::text
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and (coalesce("participants"."from_day" <= $1, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $2, true))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $3
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where true
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "collaborations"
  where true;

-- GET /collaborations?updatedAfter=2025-02-03T09:30:00Z&q=ord&kind=meeting_place&status=idea&area=ord&targetGroup=ord&organisationId=00000000-0000-7000-8000-000000000000&role=ord&tag=ord&asOf=2025-02-03

-- public, reader
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, "collaborations"."id", ("collaborations"."name")::text
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day" <= $1, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $2, true))
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $3))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $4
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where (("collaborations"."status" <> $5
  and "collaborations"."kind" in ('meeting_place')
  and "collaborations"."status" in ('idea')
  and "collaborations"."areas" && $6::text[]
  and "collaborations"."target_groups" && $7::text[]
  and exists (select 1
  from "participants"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ("participants"."organisation_id" in ($8)
  and "participants"."role" in ('ord')
  and (coalesce("participants"."from_day" <= $9, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $10, true))
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $11)))
  and "collaborations"."tags" && $12::text[]
  and (coalesce("collaborations"."started_on" <= $13, "collaborations"."status" not in ('idea', 'planned'))
  and coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision") >= $14, "collaborations"."status" <> 'ended'))
  and "collaborations"."updated_at" > $15)
  and ("collaborations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($16)))[1], '')), fold($17)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("collaborations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($18)))[1], '')), fold($19)))) > 0))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, "collaborations"."id", ("collaborations"."name")::text
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day" <= $1, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $2, true))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $3 or "organisations"."id" = $4)))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $5
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where ((("collaborations"."status" <> $6 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $7))
  and "collaborations"."kind" in ('meeting_place')
  and "collaborations"."status" in ('idea')
  and "collaborations"."areas" && $8::text[]
  and "collaborations"."target_groups" && $9::text[]
  and exists (select 1
  from "participants"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ("participants"."organisation_id" in ($10)
  and "participants"."role" in ('ord')
  and (coalesce("participants"."from_day" <= $11, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $12, true))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $13 or "organisations"."id" = $14))))
  and "collaborations"."tags" && $15::text[]
  and (coalesce("collaborations"."started_on" <= $16, "collaborations"."status" not in ('idea', 'planned'))
  and coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision") >= $17, "collaborations"."status" <> 'ended'))
  and "collaborations"."updated_at" > $18)
  and ("collaborations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($19)))[1], '')), fold($20)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("collaborations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($21)))[1], '')), fold($22)))) > 0))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

-- coordinator
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, "collaborations"."id", ("collaborations"."name")::text
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and (coalesce("participants"."from_day" <= $1, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $2, true))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $3
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where (("collaborations"."kind" in ('meeting_place')
  and "collaborations"."status" in ('idea')
  and "collaborations"."areas" && $4::text[]
  and "collaborations"."target_groups" && $5::text[]
  and exists (select 1
  from "participants"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ("participants"."organisation_id" in ($6)
  and "participants"."role" in ('ord')
  and (coalesce("participants"."from_day" <= $7, true)
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") >= $8, true))))
  and "collaborations"."tags" && $9::text[]
  and (coalesce("collaborations"."started_on" <= $10, "collaborations"."status" not in ('idea', 'planned'))
  and coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision") >= $11, "collaborations"."status" <> 'ended'))
  and "collaborations"."updated_at" > $12)
  and ("collaborations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($13)))[1], '')), fold($14)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("collaborations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($15)))[1], '')), fold($16)))) > 0))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;
