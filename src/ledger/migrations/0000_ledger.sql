-- The ledger: entries are the truth, insert only and sealed; runs and approvals are projections that rebuild_projections() makes anew.

create table runs (
  id text primary key,
  tenant text not null,
  starter text not null,
  temporal_run text not null,          -- the incarnation that may write
  incarnation int not null default 1,  -- raised when a person adopts a reset run
  wave int not null default 0,         -- raised whenever the workflow moves on
  seq int not null default 0,
  head bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000',
  -- projection
  workflow text not null default '',
  workflow_id text not null default '',
  status text not null default 'running' check (status in ('running', 'waiting', 'parked', 'ended')),
  step text,
  role text,
  run_end text,
  path text[] not null default '{}',
  turns int not null default 0,
  tokens bigint not null default 0,
  usd numeric(20, 10) not null default 0,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
--> statement-breakpoint
create index runs_started on runs (started_at desc, id);
--> statement-breakpoint
create index runs_status on runs (status, started_at desc);
--> statement-breakpoint
create table entries (
  run text not null references runs (id),
  seq int not null,
  source text not null,
  kind text not null,
  step text,
  at timestamptz not null,
  header text not null,
  body bytea not null,
  seal bytea not null,
  primary key (run, seq),
  unique (run, source)
);
--> statement-breakpoint
create index entries_facts on entries (run, seq) where kind = 'fact-established';
--> statement-breakpoint
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'entries are insert only: % on % was refused', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger entries_are_insert_only before update or delete on entries for each row execute function refuse_change();
--> statement-breakpoint
create trigger entries_are_not_truncated before truncate on entries for each statement execute function refuse_change();
--> statement-breakpoint
create table fences (
  run text not null references runs (id),
  activity text not null,
  epoch bigint not null,
  primary key (run, activity)
);
--> statement-breakpoint
create table approvals (
  id text primary key,
  run text not null references runs (id),
  tenant text not null,
  workflow text not null,
  step text not null,
  gate text not null,
  role text not null,
  tool text not null,
  digest text not null,
  due_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'decided', 'taken', 'defaulted')),
  decision text,
  asked_seq int not null,
  decided_seq int,
  asked_at timestamptz not null,
  decided_at timestamptz
);
--> statement-breakpoint
create index approvals_open on approvals (asked_at) where status = 'open';
--> statement-breakpoint
create index approvals_undelivered on approvals (decided_at) where status = 'decided';
--> statement-breakpoint
create index approvals_of_run on approvals (run);
--> statement-breakpoint
create table claims (
  id bigint generated always as identity primary key,
  run text not null references runs (id),
  tool text not null,
  business_key text not null,
  call text not null,
  digest text not null,
  state text not null default 'claimed' check (state in ('claimed', 'sending', 'unknown', 'settled', 'refused')),
  epoch int not null default 1,
  send_before timestamptz,
  never_before timestamptz,            -- until then "it never happened" is not an answer
  draft text,                          -- two-phase: the one draft that may be committed
  answered_by text,                    -- the person's answer that freed an unknown one: used once
  outcome bytea,
  created_at timestamptz not null default now(),
  unique (run, tool, business_key)
);
--> statement-breakpoint
create table documents (
  id text primary key,
  media_type text not null,
  filename text,
  bytes bytea not null,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create table subjects (
  tenant text not null,
  workflow text not null,
  key text not null,
  run text not null,
  facts text not null,
  primary key (tenant, workflow, key)
);
--> statement-breakpoint
create table quarantine (
  id bigint generated always as identity primary key,
  run text not null,
  step text not null,
  tool text not null,
  system text not null,
  answer bytea not null,
  at timestamptz not null default now()
);
--> statement-breakpoint
-- From headers alone, so that bodies may be encrypted. Called for each entry in order; must stay a pure function of entries.
create function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  case p_kind
    when 'run-started' then
      update runs set workflow = h->>'workflow', workflow_id = h->>'workflowId', started_at = p_at where id = p_run;
    when 'step-entered' then
      update runs set step = p_step, status = 'running', path = path || p_step where id = p_run;
    when 'thought' then
      update runs set turns = turns + 1, usd = usd + (h->>'usd')::numeric,
        tokens = tokens + (h->>'input')::bigint + (h->>'output')::bigint + (h->>'cacheRead')::bigint + (h->>'cacheWrite5m')::bigint + (h->>'cacheWrite1h')::bigint
        where id = p_run;
    when 'approval-asked' then
      insert into approvals (id, run, tenant, workflow, step, gate, role, tool, digest, due_at, asked_seq, asked_at)
        select h->>'approval', r.id, r.tenant, r.workflow, p_step, h->>'gate', h->>'role', h->>'tool', h->>'digest', (h->>'due')::timestamptz, p_seq, p_at
        from runs r where r.id = p_run;
      update runs set status = 'waiting', role = h->>'role' where id = p_run;
    when 'approval-escalated' then
      update approvals set role = h->>'role', due_at = (h->>'due')::timestamptz where id = h->>'approval';
      update runs set role = h->>'role' where id = p_run;
    when 'approval-defaulted' then
      update approvals set status = 'defaulted' where id = h->>'approval' and status = 'open';
      update runs set status = 'running', role = null where id = p_run;
    when 'decided' then
      update approvals set status = 'decided', decision = h->>'decision', decided_seq = p_seq, decided_at = p_at where id = h->>'approval' and status = 'open';
    when 'decision-taken' then
      update approvals set status = 'taken' where id = h->>'approval';
      update runs set status = 'running', role = null where id = p_run;
    when 'parked' then
      update runs set status = 'parked' where id = p_run;
    when 'unparked' then
      update runs set status = 'running' where id = p_run;
    when 'run-ended' then
      update runs set status = 'ended', run_end = h->>'end', step = null, role = null, ended_at = p_at where id = p_run;
    else null;
  end case;
end $$;
--> statement-breakpoint
-- What is sealed of an entry beside its body. src/ledger/verify-run.ts computes the same.
create function sealed_header(p_run text, p_seq int, p_source text, p_kind text, p_step text, p_at timestamptz, p_header text) returns bytea language sql immutable as $$
  select convert_to(concat_ws(e'\n', p_run, p_seq::text, p_source, p_kind, coalesce(p_step, ''), to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_header), 'UTF8')
$$;
--> statement-breakpoint
-- Locks the run's row, refuses a stale fence, skips what is there already, numbers, seals and projects, in one round trip.
-- p_temporal_run null: a writer outside the run (a person's decision), which no attempt can be stale for.
create function append_entries(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[],
  out outcome text, out seq int, out head bytea, out appended int
) language plpgsql as $$
declare
  r runs%rowtype;
  v_epoch bigint;
  v_source text;
  v_at timestamptz;
begin
  appended := 0;
  select * into r from runs where id = p_run for update;
  if not found then outcome := 'unknown-run'; return; end if;
  if p_temporal_run is not null then
    if r.temporal_run <> p_temporal_run then
      if p_continued_from is distinct from r.temporal_run then outcome := 'reset'; return; end if;
      update runs set temporal_run = p_temporal_run where id = p_run;
    end if;
    if p_wave < r.wave then outcome := 'stale'; return; end if;
    insert into fences as f (run, activity, epoch) values (p_run, r.incarnation || ':' || p_activity, p_epoch)
      on conflict (run, activity) do update set epoch = greatest(f.epoch, excluded.epoch) returning f.epoch into v_epoch;
    if v_epoch > p_epoch then outcome := 'stale'; return; end if;
  end if;
  seq := r.seq;
  head := r.head;
  for i in 1 .. coalesce(array_length(p_sources, 1), 0) loop
    v_source := r.incarnation || ':' || p_sources[i];
    if exists (select 1 from entries e where e.run = p_run and e.source = v_source) then continue; end if;
    seq := seq + 1;
    v_at := coalesce(p_ats[i], clock_timestamp());
    head := sha256(head || sha256(sealed_header(p_run, seq, v_source, p_kinds[i], p_steps[i], v_at, p_headers[i])) || sha256(p_bodies[i]));
    insert into entries (run, seq, source, kind, step, at, header, body, seal)
      values (p_run, seq, v_source, p_kinds[i], p_steps[i], v_at, p_headers[i], p_bodies[i], head);
    perform project(p_run, seq, p_kinds[i], p_steps[i], v_at, p_headers[i]::jsonb);
    appended := appended + 1;
  end loop;
  update runs u set seq = append_entries.seq, head = append_entries.head, wave = greatest(u.wave, coalesce(p_wave, 0)) where u.id = p_run;
  outcome := 'appended';
end $$;
--> statement-breakpoint
create function rebuild_projections() returns void language plpgsql as $$
declare e record;
begin
  delete from approvals;
  update runs set workflow = '', workflow_id = '', status = 'running', step = null, role = null, run_end = null, path = '{}', turns = 0, tokens = 0, usd = 0, ended_at = null;
  for e in select * from entries order by run, seq loop
    perform project(e.run, e.seq, e.kind, e.step, e.at, e.header::jsonb);
  end loop;
end $$;
