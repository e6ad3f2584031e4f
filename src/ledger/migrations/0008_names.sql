-- Workflow ids tell nothing of what a run is about, and are kept as they are. How people call the run is content.
alter table runs add column name text not null default '';
--> statement-breakpoint
comment on column runs.name is 'encrypted: how people call the run';
--> statement-breakpoint
comment on column runs.workflow_id is null;
