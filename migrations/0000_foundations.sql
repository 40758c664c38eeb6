-- What the tables are built from: functions used in defaults, checks and generated columns.
-- A function in a check must be immutable, so each names the collation and the zone it works in.

create extension if not exists pg_trgm;
--> statement-breakpoint
-- UUID version 7 (RFC 9562): milliseconds since 1970 in front, the rest random. PostgreSQL has its own only from 18.
create function uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
      from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint
-- The moment that a transaction works at: what the register says, or the clock for those who write without it.
create function registry_now() returns timestamptz language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, transaction_timestamp())
$$;
--> statement-breakpoint
-- Text as it is searched: lower case, letters with marks as the bare letter, so that "malomrade" finds "målområde".
create function fold(value text) returns text language sql immutable parallel safe strict as $$
  select translate(lower(value collate "sv-SE-x-icu"),
    'åäàáâãæöòóôõøüùúûéèêëíìîïçñ', 'aaaaaaaoooooouuuueeeeiiiicn')
$$;
--> statement-breakpoint
create function fold(value text[]) returns text language sql immutable parallel safe strict as $$
  select fold(coalesce((select string_agg(item, ' ') from unnest(value) item), ''))
$$;
--> statement-breakpoint
create function is_code(value text) returns boolean language sql immutable parallel safe strict as $$
  select value ~ '^[a-z0-9]+([-_][a-z0-9]+)*$' and length(value) <= 60
$$;
--> statement-breakpoint
-- Ten digits, the last a Luhn check digit. Digits 3 and 4 are at least 20: below that it is a personal identity number.
create function is_organisation_number(value text) returns boolean language sql immutable parallel safe strict as $$
  select value ~ '^[0-9]{10}$' and substring(value from 3 for 2) >= '20' and (
    select sum(case when place % 2 = 1 then (digit * 2) / 10 + (digit * 2) % 10 else digit end) % 10 = 0
    from (select place, substring(value from place for 1)::int as digit from generate_series(1, 10) place) digits)
$$;
--> statement-breakpoint
-- A date known to the month is kept as the month's first day, one known to the year as the first of January.
create function date_fits_precision(value date, precision_ text) returns boolean language sql immutable parallel safe as $$
  select case precision_
    when 'unknown' then value is null
    when 'year' then value is not null and extract(day from value) = 1 and extract(month from value) = 1
    when 'month' then value is not null and extract(day from value) = 1
    else value is not null
  end
$$;
--> statement-breakpoint
-- The last day of the period that a date of some precision stands for.
create function period_end(value date, precision_ text) returns date language sql immutable parallel safe strict as $$
  select case precision_
    when 'year' then make_date(extract(year from value)::int, 12, 31)
    when 'month' then (make_date(extract(year from value)::int, extract(month from value)::int, 1) + interval '1 month - 1 day')::date
    else value
  end
$$;
