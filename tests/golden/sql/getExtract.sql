-- GET /contacts/{contactId}/extract

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

select "signatures"."id", "agreements"."code", "signatures"."signed_on", "signatures"."signed_by_function"
  from "signatures"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."signed_by_contact_id" = $1
  order by "signatures"."created_at" asc, "signatures"."id" asc;

select "id", "title"
  from "contributions"
  where "contributions"."supervisor_contact_id" = $1
  order by "contributions"."created_at" asc, "contributions"."id" asc;

select "seq", "position", "form", "table_name", "row_id", "row_version", "operation", "old_values", "new_values", "changed", "organisation_ids", "is_public", "actor_kind", "actor_id", "actor_name", "actor_role", "actor_organisation_id", "request_id", "transaction", "at", "salt", "proof", "head_hash", "values_hash", "content_hash", "link"
  from "changes"
  where ("changes"."table_name" = $1
  and "changes"."row_id" = $2)
  order by "changes"."seq" asc;

select "id", "version", "created_at", "updated_at", "contact_id", "organisation_id", "event", "day", "evidence"
  from "consents"
  where "consents"."contact_id" = $1
  order by "consents"."created_at" asc, "consents"."id" asc;

-- coordinator
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where "contacts"."id" = $1;

select "signatures"."id", "agreements"."code", "signatures"."signed_on", "signatures"."signed_by_function"
  from "signatures"
  inner join "agreements" on "agreements"."id" = "signatures"."agreement_id"
  where "signatures"."signed_by_contact_id" = $1
  order by "signatures"."created_at" asc, "signatures"."id" asc;

select "id", "title"
  from "contributions"
  where "contributions"."supervisor_contact_id" = $1
  order by "contributions"."created_at" asc, "contributions"."id" asc;

select "seq", "position", "form", "table_name", "row_id", "row_version", "operation", "old_values", "new_values", "changed", "organisation_ids", "is_public", "actor_kind", "actor_id", "actor_name", "actor_role", "actor_organisation_id", "request_id", "transaction", "at", "salt", "proof", "head_hash", "values_hash", "content_hash", "link"
  from "changes"
  where ("changes"."table_name" = $1
  and "changes"."row_id" = $2)
  order by "changes"."seq" asc;

select "id", "organisation_id"
  from "contacts"
  where ("contacts"."id" <> $1
  and lower("contacts"."email") = $2)
  order by "contacts"."id" asc;

select "id"
  from "organisations"
  where lower("organisations"."email") = $1
  order by "organisations"."id" asc;

select "id"
  from "applications"
  where lower("applications"."contact_email") = $1
  order by "applications"."id" asc;

select "id", "version", "created_at", "updated_at", "contact_id", "organisation_id", "event", "day", "evidence"
  from "consents"
  where "consents"."contact_id" = $1
  order by "consents"."created_at" asc, "consents"."id" asc;
