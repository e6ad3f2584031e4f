-- Model calls that can wait: queued by their runs, sent many at once through the provider's batches.

create table batch_requests (
  id text primary key,                 -- what its result is told by
  queue text not null,                 -- of the workers that sees to it
  run text not null references runs (id),
  incarnation int not null,
  step text not null,
  visit int not null,
  model text not null,
  scopes text[] not null,              -- of the halts that it falls under, beside its tenant's
  reservation bigint not null references reservations (id),
  request bytea not null,              -- both under the run's key
  answer bytea,
  queued_at timestamptz not null default clock_timestamp(),
  direct_at timestamptz not null,      -- from then on its run calls the model itself
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'submitted', 'answered', 'failed', 'withdrawn')),
  given_up_at timestamptz,             -- the run went on without it, whatever still comes of it
  taken_at timestamptz,                -- the run knows how it ended
  woken_at timestamptz,
  claim text,                          -- of the sending: one for all that are sent together
  sent_at timestamptz,
  batch text,                          -- as the provider calls it
  unique (run, incarnation, step, visit)
);
--> statement-breakpoint
create index batch_requests_open on batch_requests (queue, queued_at) where state in ('waiting', 'sending', 'submitted');
--> statement-breakpoint
create index batch_requests_to_tell on batch_requests (queue) where state in ('answered', 'failed') and taken_at is null;
--> statement-breakpoint
alter table batch_requests enable row level security;
--> statement-breakpoint
create policy tenant on batch_requests using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
