-- A place that is taken moves a counter, which no index has: with room on the page the new row stays beside the old one
-- (HOT), and fifteen indexes, that of the search among them, are left alone: so it was for half of the places taken in a
-- rush, and so it is for nearly all with this.
alter table contributions set (fillfactor = 90);
--> statement-breakpoint
alter table needs set (fillfactor = 90);
