-- GET /contributions?count=true

-- public
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up');

-- reader
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft')) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft'
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where "organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft';

-- matcher
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $5)
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $1);

-- partner
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up')))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $5)
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $1);

-- coordinator
select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where true
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

select count(*)::int
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where true;

-- GET /contributions?updatedAfter=2025-02-03T09:30:00Z&q=ord&type=ord&status=draft&organisationId=00000000-0000-7000-8000-000000000000&collaborationId=00000000-0000-7000-8000-000000000000&area=ord&targetGroup=ord&language=ord&sector=ord&startsAfter=2025-02-03&startsBefore=2025-02-03&endsAfter=2025-02-03&endsBefore=2025-02-03&applyAfter=2025-02-03&available=true&externalReference=ord

-- public
select coalesce( array_agg((ctid::text::point)[0]::int) filter (where strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($1)))[1], '')), fold($2)))) > 0), '{}'), count(*)::int, (select reltuples
  from pg_class
  where oid = 'contributions'::regclass)::float8
  from contributions tablesample system ((select least(100, 100.0 * 50 / greatest(relpages, 1))
  from pg_class
  where oid = 'contributions'::regclass)) repeatable (0);

select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up')
  and "contributions"."type" in ('ord')
  and "contributions"."status" in ('draft')
  and "contributions"."organisation_id" in ($2)
  and ("contributions"."collaboration_id" in ($3)
  and exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $4)))
  and "contributions"."areas" && $5::text[]
  and "contributions"."target_groups" && $6::text[]
  and "contributions"."languages" && $7::text[]
  and "organisations"."sector" in ('ord')
  and (coalesce("contributions"."starts_on", 'infinity') >= $8
  and "contributions"."starts_on" is not null)
  and "contributions"."starts_on" <= $9
  and "contributions"."ends_on" >= $10
  and "contributions"."ends_on" <= $11
  and (coalesce("contributions"."apply_by", 'infinity') >= $12
  and coalesce("contributions"."ends_on", 'infinity') >= $13)
  and ("contributions"."status" = $14
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $15)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $16)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and ("contributions"."external_reference" = $17
  and false)
  and "contributions"."updated_at" > $18)
  and ("contributions"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($19)))[1], '')), fold($20)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($21)))[1], '')), fold($22)))) > 0))
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

-- reader
select coalesce( array_agg((ctid::text::point)[0]::int) filter (where strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($1)))[1], '')), fold($2)))) > 0), '{}'), count(*)::int, (select reltuples
  from pg_class
  where oid = 'contributions'::regclass)::float8
  from contributions tablesample system ((select least(100, 100.0 * 50 / greatest(relpages, 1))
  from pg_class
  where oid = 'contributions'::regclass)) repeatable (0);

select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $1)) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft')) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft'
  and "contributions"."type" in ('ord')
  and "contributions"."status" in ('draft')
  and "contributions"."organisation_id" in ($2)
  and ("contributions"."collaboration_id" in ($3)
  and exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and "collaborations"."status" <> $4)))
  and "contributions"."areas" && $5::text[]
  and "contributions"."target_groups" && $6::text[]
  and "contributions"."languages" && $7::text[]
  and "organisations"."sector" in ('ord')
  and (coalesce("contributions"."starts_on", 'infinity') >= $8
  and "contributions"."starts_on" is not null)
  and "contributions"."starts_on" <= $9
  and "contributions"."ends_on" >= $10
  and "contributions"."ends_on" <= $11
  and (coalesce("contributions"."apply_by", 'infinity') >= $12
  and coalesce("contributions"."ends_on", 'infinity') >= $13)
  and ("contributions"."status" = $14
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $15)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $16)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and ("contributions"."external_reference" = $17
  and false)
  and "contributions"."updated_at" > $18)
  and ("contributions"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($19)))[1], '')), fold($20)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($21)))[1], '')), fold($22)))) > 0))
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

-- matcher
select coalesce( array_agg((ctid::text::point)[0]::int) filter (where strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($1)))[1], '')), fold($2)))) > 0), '{}'), count(*)::int, (select reltuples
  from pg_class
  where oid = 'contributions'::regclass)::float8
  from contributions tablesample system ((select least(100, 100.0 * 50 / greatest(relpages, 1))
  from pg_class
  where oid = 'contributions'::regclass)) repeatable (0);

select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" <> 'draft'))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("organisations"."visibility" = 'public'
  and "contributions"."status" <> 'draft' or "contributions"."organisation_id" = $5)
  and "contributions"."type" in ('ord')
  and "contributions"."status" in ('draft')
  and "contributions"."organisation_id" in ($6)
  and ("contributions"."collaboration_id" in ($7)
  and ("contributions"."organisation_id" = $8 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $9 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $10))))))
  and "contributions"."areas" && $11::text[]
  and "contributions"."target_groups" && $12::text[]
  and "contributions"."languages" && $13::text[]
  and "organisations"."sector" in ('ord')
  and (coalesce("contributions"."starts_on", 'infinity') >= $14
  and "contributions"."starts_on" is not null)
  and "contributions"."starts_on" <= $15
  and "contributions"."ends_on" >= $16
  and "contributions"."ends_on" <= $17
  and (coalesce("contributions"."apply_by", 'infinity') >= $18
  and coalesce("contributions"."ends_on", 'infinity') >= $19)
  and ("contributions"."status" = $20
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $21)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $22)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and ("contributions"."external_reference" = $23
  and "contributions"."organisation_id" = $24)
  and "contributions"."updated_at" > $25)
  and ("contributions"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($26)))[1], '')), fold($27)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($28)))[1], '')), fold($29)))) > 0))
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

-- partner
select coalesce( array_agg((ctid::text::point)[0]::int) filter (where strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($1)))[1], '')), fold($2)))) > 0), '{}'), count(*)::int, (select reltuples
  from pg_class
  where oid = 'contributions'::regclass)::float8
  from contributions tablesample system ((select least(100, 100.0 * 50 / greatest(relpages, 1))
  from pg_class
  where oid = 'contributions'::regclass)) repeatable (0);

select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", case when ("contributions"."organisation_id" = $1 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $2 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $3))))) then "contributions"."collaboration_id" end, "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", case when ("contributions"."organisation_id" = $4 or exists (select 1
  from "contributions" "first"
  where ("first"."id" = "contributions"."series_id"
  and "first"."status" in ('published', 'full', 'closed', 'followed_up')))) then "contributions"."series_id" end, "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where ((("organisations"."visibility" = 'public'
  and "contributions"."status" in ('published', 'full', 'closed', 'followed_up') or "contributions"."organisation_id" = $5)
  and "contributions"."type" in ('ord')
  and "contributions"."status" in ('draft')
  and "contributions"."organisation_id" in ($6)
  and ("contributions"."collaboration_id" in ($7)
  and ("contributions"."organisation_id" = $8 or exists (select 1
  from "collaborations"
  where ("collaborations"."id" = "contributions"."collaboration_id"
  and ("collaborations"."status" <> $9 or exists (select 1
  from "participants"
  where "participants"."collaboration_id" = "collaborations"."id"
  and "participants"."organisation_id" = $10))))))
  and "contributions"."areas" && $11::text[]
  and "contributions"."target_groups" && $12::text[]
  and "contributions"."languages" && $13::text[]
  and "organisations"."sector" in ('ord')
  and (coalesce("contributions"."starts_on", 'infinity') >= $14
  and "contributions"."starts_on" is not null)
  and "contributions"."starts_on" <= $15
  and "contributions"."ends_on" >= $16
  and "contributions"."ends_on" <= $17
  and (coalesce("contributions"."apply_by", 'infinity') >= $18
  and coalesce("contributions"."ends_on", 'infinity') >= $19)
  and ("contributions"."status" = $20
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $21)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $22)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and ("contributions"."external_reference" = $23
  and "contributions"."organisation_id" = $24)
  and "contributions"."updated_at" > $25)
  and ("contributions"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($26)))[1], '')), fold($27)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($28)))[1], '')), fold($29)))) > 0))
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;

-- coordinator
select coalesce( array_agg((ctid::text::point)[0]::int) filter (where strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($1)))[1], '')), fold($2)))) > 0), '{}'), count(*)::int, (select reltuples
  from pg_class
  where oid = 'contributions'::regclass)::float8
  from contributions tablesample system ((select least(100, 100.0 * 50 / greatest(relpages, 1))
  from pg_class
  where oid = 'contributions'::regclass)) repeatable (0);

select "contributions"."id", "contributions"."version", "contributions"."created_at", "contributions"."updated_at", "contributions"."organisation_id", "contributions"."collaboration_id", "contributions"."type", "contributions"."title", "contributions"."description", "contributions"."areas", "contributions"."target_groups", "contributions"."starts_on", "contributions"."ends_on", "contributions"."report_year", "contributions"."apply_by", "contributions"."place", "contributions"."hours", "contributions"."requirements", "contributions"."languages", "contributions"."supervisor_contact_id", "contributions"."external_reference", "contributions"."series_id", "contributions"."latitude", "contributions"."longitude", "contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled", "contributions"."completed", "contributions"."status", "contributions"."withdrawal_reason", "contributions"."published_at", "contributions"."sources", "contributions"."attested_from", "contributions"."attested_to", "contributions"."inferred", "organisations"."name", "contributions"."id", ("contributions"."created_at")::text
  from "contributions"
  inner join "organisations" on "organisations"."id" = "contributions"."organisation_id"
  where (("contributions"."type" in ('ord')
  and "contributions"."status" in ('draft')
  and "contributions"."organisation_id" in ($1)
  and "contributions"."collaboration_id" in ($2)
  and "contributions"."areas" && $3::text[]
  and "contributions"."target_groups" && $4::text[]
  and "contributions"."languages" && $5::text[]
  and "organisations"."sector" in ('ord')
  and (coalesce("contributions"."starts_on", 'infinity') >= $6
  and "contributions"."starts_on" is not null)
  and "contributions"."starts_on" <= $7
  and "contributions"."ends_on" >= $8
  and "contributions"."ends_on" <= $9
  and (coalesce("contributions"."apply_by", 'infinity') >= $10
  and coalesce("contributions"."ends_on", 'infinity') >= $11)
  and ("contributions"."status" = $12
  and ("contributions"."apply_by" is null or "contributions"."apply_by" >= $13)
  and ("contributions"."ends_on" is null or "contributions"."ends_on" >= $14)
  and not exists (select 1
  from "allocations"
  where "allocations"."contribution_id" = "contributions"."id"
  and "allocations"."status" = 'waiting'))
  and "contributions"."external_reference" = $15
  and "contributions"."updated_at" > $16)
  and ("contributions"."search_text" like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($17)))[1], '')), fold($18)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos("contributions"."search_text", (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($19)))[1], '')), fold($20)))) > 0))
  order by "contributions"."created_at" desc, "contributions"."id" desc
  limit 21 offset 0;
