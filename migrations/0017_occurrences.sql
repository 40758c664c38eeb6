CREATE TABLE "occurrences" (
	"schedule_id" uuid NOT NULL,
	"original_start" timestamp(3) with time zone NOT NULL,
	"start" timestamp(3) with time zone NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	CONSTRAINT "occurrences_schedule_id_original_start_pk" PRIMARY KEY("schedule_id","original_start"),
	CONSTRAINT "occurrences_state_known" CHECK ("occurrences"."state" in ('planned', 'moved', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7() NOT NULL,
	"collaboration_id" uuid NOT NULL,
	"reaches" timestamp(3) with time zone,
	"counted" integer DEFAULT 0 NOT NULL,
	"zone_data" text,
	"due_at" timestamp(3) with time zone,
	CONSTRAINT "schedules_collaboration_key" UNIQUE("collaboration_id"),
	CONSTRAINT "schedules_counted_positive" CHECK ("schedules"."counted" >= 0)
);
--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_collaboration_id_collaborations_id_fk" FOREIGN KEY ("collaboration_id") REFERENCES "public"."collaborations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "occurrences_start" ON "occurrences" USING btree ("schedule_id","start");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "schedules_zone_data" ON "schedules" USING btree ("zone_data");
--> statement-breakpoint
call guard_rows('occurrences');
--> statement-breakpoint
call guard_rows('schedules');
--> statement-breakpoint
create function note_schedule() returns trigger language plpgsql as $$
begin
  if new.schedule_rule is null then
    delete from schedules where collaboration_id = new.id;
    return null;
  end if;
  insert into schedules (collaboration_id, due_at)
  values (new.id, case when new.status in ('planned', 'active') then timestamptz '-infinity' end)
  on conflict (collaboration_id) do update set reaches = null, counted = 0, zone_data = null, due_at = excluded.due_at;
  -- After it has been locked: the job may have been about to commit others, by what it said before.
  delete from occurrences where schedule_id in (select id from schedules where collaboration_id = new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger note_schedule_made after insert on collaborations for each row
  when (new.schedule_rule is not null) execute function note_schedule();
--> statement-breakpoint
create trigger note_schedule_changed after update on collaborations for each row
  when ((new.schedule_rule, new.schedule_time, new.schedule_time_zone, new.started_on, new.ended_on, new.ended_on_precision, new.status)
    is distinct from (old.schedule_rule, old.schedule_time, old.schedule_time_zone, old.started_on, old.ended_on, old.ended_on_precision, old.status))
  execute function note_schedule();
--> statement-breakpoint
-- From here on nobody writes a collaboration that the trigger does not see. Those that are there are expanded by the next start.
insert into schedules (collaboration_id, due_at)
select id, case when status in ('planned', 'active') then timestamptz '-infinity' end from collaborations where schedule_rule is not null;
