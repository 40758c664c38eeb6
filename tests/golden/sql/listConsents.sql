-- GET /contacts/{contactId}/consents?count=true

-- matcher
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where ("contacts"."id" = $1
  and "contacts"."organisation_id" = $2);

-- partner
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where ("contacts"."id" = $1
  and "contacts"."organisation_id" = $2);

select "id", "version", "created_at", "updated_at", "contact_id", "organisation_id", "event", "day", "evidence", "id", ("consents"."created_at")::text
  from "consents"
  where "consents"."contact_id" = $1
  order by "consents"."created_at" asc, "consents"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "consents"
  where "consents"."contact_id" = $1;

-- coordinator
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where "contacts"."id" = $1;

select "id", "version", "created_at", "updated_at", "contact_id", "organisation_id", "event", "day", "evidence", "id", ("consents"."created_at")::text
  from "consents"
  where "consents"."contact_id" = $1
  order by "consents"."created_at" asc, "consents"."id" asc
  limit 21 offset 0;

select count(*)::int
  from "consents"
  where "consents"."contact_id" = $1;

-- GET /contacts/{contactId}/consents?updatedAfter=2025-02-03T09:30:00Z

-- matcher
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where ("contacts"."id" = $1
  and "contacts"."organisation_id" = $2);

-- partner
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where ("contacts"."id" = $1
  and "contacts"."organisation_id" = $2);

select "id", "version", "created_at", "updated_at", "contact_id", "organisation_id", "event", "day", "evidence", "id", ("consents"."created_at")::text
  from "consents"
  where ("consents"."contact_id" = $1
  and "consents"."updated_at" > $2)
  order by "consents"."created_at" asc, "consents"."id" asc
  limit 21 offset 0;

-- coordinator
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where "contacts"."id" = $1;

select "id", "version", "created_at", "updated_at", "contact_id", "organisation_id", "event", "day", "evidence", "id", ("consents"."created_at")::text
  from "consents"
  where ("consents"."contact_id" = $1
  and "consents"."updated_at" > $2)
  order by "consents"."created_at" asc, "consents"."id" asc
  limit 21 offset 0;
