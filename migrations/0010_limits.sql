-- Counters that live for a minute. Room in each page lets an update stay where its row is.
alter table rate_limits set unlogged;
--> statement-breakpoint
alter table rate_limits set (fillfactor = 50);
