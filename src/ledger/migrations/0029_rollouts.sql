-- A candidate given to a share of new runs, and how it compares there. Share, horizon, looks and bounds are set at the start and never change.

create table rollouts (
  id bigint generated always as identity primary key,
  workflow text not null,              -- name of the agent
  agent_version int not null,
  proof text not null references proofs (id),
  guidance text[] not null,            -- ids with version
  overrides boolean not null,          -- whether the candidate has instructions, a model or tools of its own
  settings jsonb not null,
  made bytea not null,                 -- who and why, as in `ended`
  state text not null default 'canary' check (state in ('canary', 'promoted', 'rolled-back')),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  ended bytea
);
--> statement-breakpoint
create unique index rollouts_under_way on rollouts (workflow) where state = 'canary';
--> statement-breakpoint
create trigger rollouts_are_kept before update or delete on rollouts for each row execute function keep_row('ended_at', 'state', 'ended');
--> statement-breakpoint
create trigger rollouts_are_not_truncated before truncate on rollouts for each statement execute function keep_row();
--> statement-breakpoint
-- What the guard saw; each look is taken once.
create table rollout_looks (
  rollout bigint not null references rollouts (id),
  look int not null,
  seen jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (rollout, look)
);
--> statement-breakpoint
create trigger rollout_looks_are_kept before update or delete on rollout_looks for each row execute function keep_row();
--> statement-breakpoint
create trigger rollout_looks_are_not_truncated before truncate on rollout_looks for each statement execute function keep_row();
