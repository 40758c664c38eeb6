-- GET /me

-- public


-- reader, coordinator
select "name"
  from "api_keys"
  where "api_keys"."id" = $1;

-- matcher, partner
select "name"
  from "api_keys"
  where "api_keys"."id" = $1;

select "id", "name"
  from "organisations"
  where "organisations"."id" = $1;
