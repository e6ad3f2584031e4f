-- Admissions: that a workflow, in one version, may run in an environment where it runs only when it is admitted. What counts is the gateway's
-- signature in `token`; the columns are to find it by. Rows are added and kept.

create table admissions (
  id bigint generated always as identity primary key,
  workflow text not null,
  environment text not null,
  version text not null,
  token text not null,
  made_by text not null,
  made_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
--> statement-breakpoint
create index admissions_of on admissions (workflow, environment, id desc);
--> statement-breakpoint
create trigger admissions_are_kept before update or delete on admissions for each row execute function keep_row();
--> statement-breakpoint
create trigger admissions_are_not_truncated before truncate on admissions for each statement execute function keep_row();
