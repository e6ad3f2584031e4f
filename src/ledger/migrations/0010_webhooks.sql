-- Outgoing webhooks. A delivery is noted in the transaction of the entry that it tells of: who crashes after that delivers late, not never.

create table webhooks (
  id text primary key,
  tenant text not null,                -- '*' is any
  url text not null,
  events text[] not null check (events <@ array['run.ended', 'approval.asked'] and events <> '{}'),
  secret text not null,                -- wrapped under a master key: src/gateway/webhook-secret.ts
  made_by text not null,
  since timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  ended_why text
);
--> statement-breakpoint
create table deliveries (
  id text primary key,                 -- webhook-id: the same at every try
  webhook text not null references webhooks (id),
  tenant text not null,
  run text not null,
  seq int not null,                    -- of the entry it tells of
  type text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  round int not null default 1,        -- raised when somebody wants it delivered again
  started int not null default 0,      -- the last round that a workflow has been started for
  attempts int not null default 0,
  answer text not null default '',     -- of the last try: a status, or why there was none
  at timestamptz not null default clock_timestamp(),
  tried_at timestamptz,
  unique (webhook, run, seq)
);
--> statement-breakpoint
create index deliveries_unstarted on deliveries (at) where started < round;
--> statement-breakpoint
create index deliveries_listed on deliveries (at desc, id);
--> statement-breakpoint
create function note_deliveries() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_type text := case new.kind when 'run-ended' then 'run.ended' else 'approval.asked' end;
begin
  insert into deliveries (id, webhook, tenant, run, seq, type)
    select 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.id, r.tenant, new.run, new.seq, v_type
    from webhooks w join runs r on r.id = new.run
    where w.ended_at is null and v_type = any (w.events) and w.tenant in ('*', r.tenant);
  return null;
end $$;
--> statement-breakpoint
create trigger entries_are_told_of after insert on entries for each row when (new.kind in ('run-ended', 'approval-asked')) execute function note_deliveries();
--> statement-breakpoint
alter table webhooks enable row level security;
--> statement-breakpoint
create policy tenant on webhooks using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
alter table deliveries enable row level security;
--> statement-breakpoint
create policy tenant on deliveries using ((select session_tenant()) is null or tenant = (select session_tenant()));
