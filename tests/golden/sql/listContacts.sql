-- GET /contacts?count=true

-- matcher, partner
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at", "id", ("contacts"."created_at")::text
  from "contacts"
  where ("contacts"."organisation_id" = $1
  and "contacts"."erased_at" is null)
  order by "contacts"."created_at" asc, "contacts"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "contacts"
  where ("contacts"."organisation_id" = $1
  and "contacts"."erased_at" is null);

-- coordinator
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at", "id", ("contacts"."created_at")::text
  from "contacts"
  where "contacts"."erased_at" is null
  order by "contacts"."created_at" asc, "contacts"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "contacts"
  where "contacts"."erased_at" is null;

-- GET /contacts?updatedAfter=2025-02-03T09:30:00Z&q=ord&organisationId=00000000-0000-7000-8000-000000000000&role=ord&erased=true&retainBefore=2025-02-03

-- matcher, partner
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at", "id", ("contacts"."created_at")::text
  from "contacts"
  where (("contacts"."organisation_id" = $1
  and "contacts"."erased_at" is not null
  and coalesce( least("contacts"."retain_until", case "contacts"."legal_basis" when 'consent' then "contacts"."consent_withdrawn_on" end), ("contacts"."updated_at" at time zone 'Europe/Stockholm' + make_interval(months => $2))::date) <= $3
  and "contacts"."organisation_id" in ($4)
  and "contacts"."role" in ('ord')
  and "contacts"."updated_at" > $5)
  and (fold("contacts"."name") like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($6)))[1], '')), fold($7)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos(fold("contacts"."name"), (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($8)))[1], '')), fold($9)))) > 0))
  order by "contacts"."created_at" asc, "contacts"."id" asc
  limit 21 offset 0;

-- coordinator
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at", "id", ("contacts"."created_at")::text
  from "contacts"
  where (("contacts"."erased_at" is not null
  and coalesce( least("contacts"."retain_until", case "contacts"."legal_basis" when 'consent' then "contacts"."consent_withdrawn_on" end), ("contacts"."updated_at" at time zone 'Europe/Stockholm' + make_interval(months => $1))::date) <= $2
  and "contacts"."organisation_id" in ($3)
  and "contacts"."role" in ('ord')
  and "contacts"."updated_at" > $4)
  and (fold("contacts"."name") like (select '%' || regexp_replace(left(coalesce(fold(nullif((ts_lexize('swedish_stem', lower($5)))[1], '')), fold($6)), 5), '([\\%_])', '\\\1', 'g') || '%')
  and strpos(fold("contacts"."name"), (select coalesce(fold(nullif((ts_lexize('swedish_stem', lower($7)))[1], '')), fold($8)))) > 0))
  order by "contacts"."created_at" asc, "contacts"."id" asc
  limit 21 offset 0;
