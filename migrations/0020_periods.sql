-- Each statement by itself. Programs of the version before write no report years: to them nothing is new.
alter table "contributions" add column if not exists "report_year" integer;
--> statement-breakpoint
alter table "outcomes" add column if not exists "report_year" integer;
--> statement-breakpoint
alter table "outcome_metrics" add column if not exists "unit" text;
--> statement-breakpoint
-- Beside the constraint of before, whose name it takes.
create unique index if not exists "outcomes_once_a_period_new" on "outcomes" using btree (coalesce("contribution_id", "allocation_id", "collaboration_id"),"metric",coalesce("from_day", make_date("report_year", 1, 1), '-infinity'),coalesce("to_day", make_date("report_year", 12, 31), 'infinity'));
--> statement-breakpoint
alter table "outcomes" drop constraint if exists "outcomes_once_a_period";
--> statement-breakpoint
drop index if exists "outcomes_once_a_period";
--> statement-breakpoint
alter index "outcomes_once_a_period_new" rename to "outcomes_once_a_period";
--> statement-breakpoint
create index if not exists "outcomes_year" on "outcomes" using btree ((extract(year from coalesce("to_day", "from_day", make_date("report_year", 12, 31)))::int),"id");
--> statement-breakpoint
create index if not exists "outcomes_report_year" on "outcomes" using btree ("report_year","id") where "outcomes"."report_year" is not null;
--> statement-breakpoint
alter table "contributions" drop constraint if exists "contributions_report_year_alone";
--> statement-breakpoint
alter table "contributions" add constraint "contributions_report_year_alone" check ("contributions"."report_year" is null or num_nonnulls("contributions"."starts_on", "contributions"."ends_on") = 0) not valid;
--> statement-breakpoint
alter table "contributions" drop constraint if exists "contributions_report_year_over";
--> statement-breakpoint
alter table "contributions" add constraint "contributions_report_year_over" check ("contributions"."report_year" is null or "contributions"."status" in ('draft', 'closed', 'followed_up', 'withdrawn')) not valid;
--> statement-breakpoint
alter table "outcomes" drop constraint if exists "outcomes_report_year_alone";
--> statement-breakpoint
alter table "outcomes" add constraint "outcomes_report_year_alone" check ("outcomes"."report_year" is null or num_nonnulls("outcomes"."from_day", "outcomes"."to_day") = 0) not valid;
--> statement-breakpoint
alter table "outcome_metrics" drop constraint if exists "outcome_metrics_unit_known";
--> statement-breakpoint
alter table "outcome_metrics" add constraint "outcome_metrics_unit_known" check ("outcome_metrics"."unit" in ('person', 'household', 'visit', 'class', 'place'));
--> statement-breakpoint
-- What the metrics that came with the register count. Others are said by whoever made them.
update "outcome_metrics" set "unit" = case
    when "code" = 'besok' then 'visit'
    when "code" = 'klasser' then 'class'
    when "code" = 'planerade_platser' then 'place'
    when "code" in ('overtagna_kontrakt', 'egna_kontrakt') then 'household'
    else 'person' end
  where "unit" is null and "code" in ('deltagare', 'slutfort', 'fatt_arbete', 'studier', 'anstallda', 'pagaende',
    'planerade_platser', 'natta', 'besok', 'klasser', 'svar', 'overtagna_kontrakt', 'egna_kontrakt');
