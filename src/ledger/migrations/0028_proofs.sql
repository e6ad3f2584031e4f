-- Candidates held against what is in force. Results have ids and numbers alone; the candidate, who and why are encrypted under the key of _operations.

create table proofs (
  id text primary key,
  workflow text not null,              -- name of the agent
  agent_version int not null,
  guidance text[] not null,            -- ids with version
  settings jsonb not null,
  made bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done')),
  report jsonb,
  made_at timestamptz not null default clock_timestamp(),
  done_at timestamptz
);
--> statement-breakpoint
create index proofs_waiting on proofs (made_at) where state <> 'done';
--> statement-breakpoint
create trigger proofs_are_kept before update or delete on proofs for each row execute function keep_row('done_at', 'state', 'report');
--> statement-breakpoint
create trigger proofs_are_not_truncated before truncate on proofs for each statement execute function keep_row();
--> statement-breakpoint
create table replays (
  proof text not null references proofs (id),
  item text not null,
  arm text not null check (arm in ('now', 'candidate')),
  repeat int not null,
  result jsonb not null,
  primary key (proof, item, arm, repeat)
);
