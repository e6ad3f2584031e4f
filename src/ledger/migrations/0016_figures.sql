-- What the overview counts by day.
create index runs_ended on runs (ended_at) where ended_at is not null;
--> statement-breakpoint
create index approvals_asked on approvals (asked_at);
