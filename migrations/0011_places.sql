-- A place that is taken moves a counter, which no index has: with room on the page the new row stays beside the old one
-- (HOT), and fifteen indexes, that of the search among them, are left alone. Each taking of a place costs half without.
alter table contributions set (fillfactor = 90);
--> statement-breakpoint
alter table needs set (fillfactor = 90);
