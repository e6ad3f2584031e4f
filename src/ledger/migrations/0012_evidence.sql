-- What drills have shown: of which workflow, in which version, with what outcome. Rows are added and kept.

create table evidence (
  id bigint generated always as identity primary key,
  drill text not null,                 -- 'hostile'
  workflow text not null,
  agent_version int not null,          -- of instructions, tools and declared policy
  rules_version int not null,          -- of the operators' rules
  code text not null,                  -- the version that ran
  seed bigint not null,
  runs int not null check (runs >= 0),
  passed boolean not null,
  summary jsonb not null,              -- nothing that comes from a run but ids and counts
  at timestamptz not null default clock_timestamp()
);
--> statement-breakpoint
create index evidence_of on evidence (workflow, drill, at desc);
--> statement-breakpoint
create trigger evidence_is_kept before update or delete on evidence for each row execute function keep_row();
--> statement-breakpoint
create trigger evidence_is_not_truncated before truncate on evidence for each statement execute function keep_row();
--> statement-breakpoint
-- A claim may draw on several limits.
alter table limit_draws drop constraint limit_draws_pkey, add primary key (claim, subject);
