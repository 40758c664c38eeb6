-- GET /collaborations?count=true

-- public, reader
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), null, "collaborations"."id", ("collaborations"."name")::text
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
  where "collaborations"."status" <> $6
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "collaborations"
  where "collaborations"."status" <> $1;

-- matcher, partner
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), null, "collaborations"."id", ("collaborations"."name")::text
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
  where ("collaborations"."status" <> $7 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $8))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "collaborations"
  where ("collaborations"."status" <> $1 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $2));

-- coordinator
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), null, "collaborations"."id", ("collaborations"."name")::text
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
  where true
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "collaborations"
  where true;

-- GET /collaborations?updatedAfter=2025-02-03T09:30:00Z&q=ord&kind=ord&status=idea&area=ord&targetGroup=ord&organisationId=00000000-0000-7000-8000-000000000000&role=ord&tag=ord&certainty=certain&asOf=2025-02-03

-- public, reader
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), case when ("collaborations"."status" not in ('idea', 'planned')
  and (coalesce("collaborations"."started_on", least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."ended_on")) <= $2::date
  and coalesce(case when "collaborations"."ended_on" is not null then coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on") + 1 when (coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date is null then case when "collaborations"."status" = 'ended' then coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date) end when "collaborations"."status" = 'ended' then least((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date) else greatest((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $3::date, true))) then case when (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $4::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $5::date, true)
  and $6::date <= (registry_now() at time zone 'Europe/Stockholm')::date) then 'certain' else 'possible' end end, "collaborations"."id", ("collaborations"."name")::text, (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $7::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $8::date, true)
  and $9::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end, 'certainty', case when (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $10::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $11::date, true)) then case when (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $12::date
  and coalesce("participants"."to_day" + 1 > $13::date, true)
  and $14::date <= (registry_now() at time zone 'Europe/Stockholm')::date) then 'certain' else 'possible' end end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $15::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $16::date, true))
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $17))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $18
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where (("collaborations"."status" <> $19
  and "collaborations"."kind" in ('ord')
  and "collaborations"."status" in ('idea')
  and "collaborations"."areas" && $20::text[]
  and "collaborations"."target_groups" && $21::text[]
  and exists (select 1
  from "participants"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ("participants"."organisation_id" in ($22)
  and "participants"."role" in ('ord')
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $23::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $24::date, true))
  and ("participants"."organisation_id" is null or "organisations"."visibility" = $25)))
  and "collaborations"."tags" && $26::text[]
  and ("collaborations"."status" not in ('idea', 'planned')
  and (coalesce("collaborations"."started_on", least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."ended_on")) <= $27::date
  and coalesce(case when "collaborations"."ended_on" is not null then coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on") + 1 when (coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date is null then case when "collaborations"."status" = 'ended' then coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date) end when "collaborations"."status" = 'ended' then least((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date) else greatest((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $28::date, true)))
  and (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $29::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $30::date, true)
  and $31::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and "collaborations"."updated_at" > $32)
  and ("collaborations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($33)))[1], '')), fold($34)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("collaborations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($35)))[1], '')), fold($36)))) > 0))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

-- matcher, partner
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), case when ("collaborations"."status" not in ('idea', 'planned')
  and (coalesce("collaborations"."started_on", least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."ended_on")) <= $2::date
  and coalesce(case when "collaborations"."ended_on" is not null then coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on") + 1 when (coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date is null then case when "collaborations"."status" = 'ended' then coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date) end when "collaborations"."status" = 'ended' then least((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date) else greatest((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $3::date, true))) then case when (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $4::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $5::date, true)
  and $6::date <= (registry_now() at time zone 'Europe/Stockholm')::date) then 'certain' else 'possible' end end, "collaborations"."id", ("collaborations"."name")::text, (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $7::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $8::date, true)
  and $9::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end, 'certainty', case when (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $10::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $11::date, true)) then case when (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $12::date
  and coalesce("participants"."to_day" + 1 > $13::date, true)
  and $14::date <= (registry_now() at time zone 'Europe/Stockholm')::date) then 'certain' else 'possible' end end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ((coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $15::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $16::date, true))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $17 or "organisations"."id" = $18)))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $19
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where ((("collaborations"."status" <> $20 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $21))
  and "collaborations"."kind" in ('ord')
  and "collaborations"."status" in ('idea')
  and "collaborations"."areas" && $22::text[]
  and "collaborations"."target_groups" && $23::text[]
  and exists (select 1
  from "participants"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ("participants"."organisation_id" in ($24)
  and "participants"."role" in ('ord')
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $25::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $26::date, true))
  and ("participants"."organisation_id" is null or ("organisations"."visibility" = $27 or "organisations"."id" = $28))))
  and "collaborations"."tags" && $29::text[]
  and ("collaborations"."status" not in ('idea', 'planned')
  and (coalesce("collaborations"."started_on", least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."ended_on")) <= $30::date
  and coalesce(case when "collaborations"."ended_on" is not null then coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on") + 1 when (coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date is null then case when "collaborations"."status" = 'ended' then coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date) end when "collaborations"."status" = 'ended' then least((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date) else greatest((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $31::date, true)))
  and (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $32::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $33::date, true)
  and $34::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and "collaborations"."updated_at" > $35)
  and ("collaborations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($36)))[1], '')), fold($37)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("collaborations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($38)))[1], '')), fold($39)))) > 0))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;

-- coordinator
select "collaborations"."id", "collaborations"."version", "collaborations"."created_at", "collaborations"."updated_at", "collaborations"."name", "collaborations"."kind", "collaborations"."purpose", "collaborations"."description", "collaborations"."target_groups", "collaborations"."areas", "collaborations"."started_on", "collaborations"."started_on_precision", "collaborations"."started_on_text", "collaborations"."ended_on", "collaborations"."ended_on_precision", "collaborations"."ended_on_text", "collaborations"."planned_months", "collaborations"."confirmed_on", "collaborations"."place", "collaborations"."schedule_rule", "collaborations"."schedule_time", "collaborations"."schedule_time_zone", "collaborations"."schedule_minutes", "collaborations"."activities", "collaborations"."staffing", "collaborations"."links", "collaborations"."status", "collaborations"."tags", "collaborations"."sources", "collaborations"."attested_from", "collaborations"."attested_to", "collaborations"."inferred", taking_part.list, next_starts.list, (greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."confirmed_on") + interval '1 year' >= $1::date), case when ("collaborations"."status" not in ('idea', 'planned')
  and (coalesce("collaborations"."started_on", least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."ended_on")) <= $2::date
  and coalesce(case when "collaborations"."ended_on" is not null then coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on") + 1 when (coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date is null then case when "collaborations"."status" = 'ended' then coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date) end when "collaborations"."status" = 'ended' then least((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date) else greatest((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $3::date, true))) then case when (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $4::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $5::date, true)
  and $6::date <= (registry_now() at time zone 'Europe/Stockholm')::date) then 'certain' else 'possible' end end, "collaborations"."id", ("collaborations"."name")::text, (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $7::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $8::date, true)
  and $9::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  from "collaborations"
  left join lateral ( select coalesce(json_agg(json_strip_nulls(json_build_object( 'id', "participants"."id", 'organisation', case when "organisations"."id" is not null then json_build_object('id', "organisations"."id", 'name', "organisations"."name") end, 'description', "participants"."description", 'role', "participants"."role", 'from', "participants"."from_day", 'fromPrecision', case when "participants"."from_day" is not null then coalesce("participants"."from_precision", 'day') end, 'to', "participants"."to_day", 'toPrecision', case when "participants"."to_day" is not null then coalesce("participants"."to_precision", 'day') end, 'certainty', case when (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $10::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $11::date, true)) then case when (coalesce(case when "participants"."from_day" is not null then greatest("participants"."from_day", least(coalesce(period_end("participants"."from_day", "participants"."from_precision"), "participants"."from_day"), ("participants"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day"))) <= $12::date
  and coalesce("participants"."to_day" + 1 > $13::date, true)
  and $14::date <= (registry_now() at time zone 'Europe/Stockholm')::date) then 'certain' else 'possible' end end))
  order by "participant_roles"."position", coalesce("organisations"."name", "participants"."description") collate "sv-SE-x-icu", "participants"."id"), '[]') as list
  from "participants" join "participant_roles" on "participant_roles"."code" = "participants"."role"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $15::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $16::date, true))) taking_part on true
  left join lateral ( select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  order by start), '[]') as list
  from (select "occurrences"."start"
  from "schedules" join "occurrences" on "occurrences"."schedule_id" = "schedules"."id"
  where "schedules"."collaboration_id" = "collaborations"."id"
  and "occurrences"."start" >= $17
  and "occurrences"."state" <> 'cancelled'
  order by "occurrences"."start"
  limit 5) ahead) next_starts on true
  where (("collaborations"."kind" in ('ord')
  and "collaborations"."status" in ('idea')
  and "collaborations"."areas" && $18::text[]
  and "collaborations"."target_groups" && $19::text[]
  and exists (select 1
  from "participants"
  left join "organisations" on "organisations"."id" = "participants"."organisation_id"
  where "participants"."collaboration_id" = "collaborations"."id"
  and ("participants"."organisation_id" in ($20)
  and "participants"."role" in ('ord')
  and (coalesce("participants"."from_day", least(coalesce("participants"."attested_from", ("participants"."created_at" at time zone 'Europe/Stockholm')::date), "participants"."to_day")) <= $21::date
  and coalesce(coalesce(period_end("participants"."to_day", "participants"."to_precision"), "participants"."to_day") + 1 > $22::date, true))))
  and "collaborations"."tags" && $23::text[]
  and ("collaborations"."status" not in ('idea', 'planned')
  and (coalesce("collaborations"."started_on", least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), "collaborations"."ended_on")) <= $24::date
  and coalesce(case when "collaborations"."ended_on" is not null then coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on") + 1 when (coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date is null then case when "collaborations"."status" = 'ended' then coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date) end when "collaborations"."status" = 'ended' then least((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date) else greatest((coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on") + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $25::date, true)))
  and (coalesce(case when "collaborations"."started_on" is not null then greatest("collaborations"."started_on", least(coalesce(period_end("collaborations"."started_on", "collaborations"."started_on_precision"), "collaborations"."started_on"), ("collaborations"."updated_at" at time zone 'Europe/Stockholm')::date)) end, least(coalesce("collaborations"."attested_from", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), coalesce(period_end("collaborations"."ended_on", "collaborations"."ended_on_precision"), "collaborations"."ended_on"))) <= $26::date
  and coalesce(case when "collaborations"."ended_on" is not null then "collaborations"."ended_on" + 1 when "collaborations"."status" = 'ended' then coalesce(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, '-infinity') else greatest(("collaborations"."started_on" + make_interval(months => "collaborations"."planned_months"))::date, greatest(coalesce("collaborations"."attested_to", ("collaborations"."created_at" at time zone 'Europe/Stockholm')::date), ("collaborations"."confirmed_on" + interval '1 year')::date) + 1) end > $27::date, true)
  and $28::date <= (registry_now() at time zone 'Europe/Stockholm')::date)
  and "collaborations"."updated_at" > $29)
  and ("collaborations"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($30)))[1], '')), fold($31)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("collaborations"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($32)))[1], '')), fold($33)))) > 0))
  order by "collaborations"."name" asc, "collaborations"."id" asc
  limit 21 offset 0;
