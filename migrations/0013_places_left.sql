-- How many places a contribution has in all: of those offered, those that there is money for where that is known.
create function places_in_all(offered int, funded int) returns int language sql immutable parallel safe as $$
  select least(offered, coalesce(funded, offered))
$$;
--> statement-breakpoint
-- How many of them nobody has. Every statement that asks for it calls this; Postgres writes it out where it is called.
create function places_left(offered int, funded int, reserved int, filled int) returns int
language sql immutable parallel safe as $$
  select places_in_all(offered, funded) - reserved - filled
$$;
--> statement-breakpoint
ALTER TABLE "contributions" DROP CONSTRAINT "contributions_never_overbooked";--> statement-breakpoint
ALTER TABLE "contributions" ADD CONSTRAINT "contributions_never_overbooked" CHECK (places_left("contributions"."offered", "contributions"."funded", "contributions"."reserved", "contributions"."filled") >= 0);