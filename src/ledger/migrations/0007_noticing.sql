-- A ledger that was restored to an older state stops its runs, and what was done to runs in Temporal, past the gateway, is noticed.

-- Whether a gateway has started the run, by its own word. Those that were there before are not asked.
alter table runs add column registered boolean not null default true;
--> statement-breakpoint
alter table runs alter column registered set default false;
--> statement-breakpoint
-- Projection: what was noticed in Temporal, in order, each once.
alter table runs add column noticed text[] not null default '{}';
--> statement-breakpoint
create index runs_unregistered on runs (started_at) where not registered;
--> statement-breakpoint
create index runs_cancelled on runs (ended_at) where run_end = 'cancelled';
--> statement-breakpoint
create index entries_strangers on entries (run, seq) where kind in ('stranger-found', 'stranger-gone');
--> statement-breakpoint
-- The id of the Temporal namespace that the runs are in, once it was looked at: what another does not know, it says nothing about.
alter table ledger add column namespace text;
--> statement-breakpoint
-- Since when a write may have happened without anybody knowing.
alter table claims add column sending_since timestamptz;
--> statement-breakpoint
drop function append_entries(text, text, text, int, text, bigint, text[], text[], text[], timestamptz[], text[], bytea[]);
--> statement-breakpoint
-- As before, and first of all refuses a writer who has heard of an entry (p_known_seq, p_known_seal) that the run does not have: the ledger was
-- restored to an older state, and nothing that follows from it is to be believed. `seq` then says how far the run goes.
create function append_entries(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[],
  p_known_seq int default null, p_known_seal bytea default null,
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
  if p_known_seq > 0 and (r.seq = p_known_seq and r.head = p_known_seal) is not true
    and not exists (select 1 from entries e where e.run = p_run and e.seq = p_known_seq and e.seal = p_known_seal)
  then outcome := 'behind'; seq := coalesce(r.seq, 0); return; end if;
  if r.id is null then outcome := 'unknown-run'; return; end if;
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
-- The heart of project() as the migrations before have made it, and two kinds more. A run that is reset goes on, also one that had ended.
create or replace function project_entry(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
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
      insert into approvals (id, run, tenant, workflow, step, gate, role, tool, digest, due_at, asked_seq, asked_at, approvers)
        select h->>'approval', r.id, r.tenant, r.workflow, p_step, h->>'gate', h->>'role', h->>'tool', h->>'digest', (h->>'due')::timestamptz, p_seq, p_at,
          coalesce((h->>'approvers')::int, 1)
        from runs r where r.id = p_run;
      update runs set status = 'waiting', role = h->>'role' where id = p_run;
    when 'approval-escalated' then
      update approvals set role = h->>'role', due_at = (h->>'due')::timestamptz where id = h->>'approval';
      update runs set role = h->>'role' where id = p_run;
    when 'approval-defaulted' then
      update approvals set status = 'defaulted' where id = h->>'approval' and status = 'open';
      update runs set status = 'running', role = null where id = p_run;
    when 'decided', 'decision-refused' then
      perform weigh_decisions(p_run, h->>'approval', p_seq);
    when 'decision-taken' then
      update approvals set status = 'taken' where id = h->>'approval';
      update runs set status = 'running', role = null where id = p_run;
    when 'parked' then
      update runs set status = 'parked' where id = p_run;
    when 'unparked' then
      update runs set status = 'running' where id = p_run;
    when 'run-ended' then
      update runs set status = 'ended', run_end = h->>'end', step = null, role = null, ended_at = p_at where id = p_run;
    when 'run-reset' then
      update runs set status = 'running', run_end = null, ended_at = null where id = p_run;
    when 'noticed' then
      update runs set noticed = noticed || (h->>'what') where id = p_run and not h->>'what' = any (noticed);
    else null;
  end case;
end $$;
--> statement-breakpoint
update runs set run_end = null, ended_at = null where status <> 'ended' and run_end is not null;
--> statement-breakpoint
alter function rebuild_projections() rename to rebuild_before_noticing;
--> statement-breakpoint
create function rebuild_projections() returns void language plpgsql as $$
begin
  update runs set noticed = '{}';
  perform rebuild_before_noticing();
end $$;
