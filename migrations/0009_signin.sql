-- Who signed in is personal data: that it changed is kept, not what it says, nor in the samples of Postgres' statistics.
call keep_log('accounts', 'subject', 'name');
--> statement-breakpoint
alter table accounts alter column subject set statistics 0, alter column name set statistics 0;
--> statement-breakpoint
-- Read before anybody is known, as keys are; made by the register itself when somebody signs in for the first time.
call guard_rows('accounts');
