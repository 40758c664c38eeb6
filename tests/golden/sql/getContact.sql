-- GET /contacts/{contactId}

-- matcher, partner
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where ("contacts"."id" = $1
  and "contacts"."organisation_id" = $2);

-- coordinator
select "id", "version", "created_at", "updated_at", "organisation_id", "name", "title", "email", "phone", "role", "legal_basis", "consent_given_on", "consent_withdrawn_on", "consent_evidence", "publish", "retain_until", "erased_at"
  from "contacts"
  where "contacts"."id" = $1;
