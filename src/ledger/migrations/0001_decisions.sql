-- Signed decisions: several people may be needed, and what passes itself off as a decision is refused and counted out again.

alter table approvals add column approvers int not null default 1;
--> statement-breakpoint
alter table approvals add column approved int not null default 0;
--> statement-breakpoint
alter table claims add column approval text;            -- the one it was made under
--> statement-breakpoint
create unique index claims_approval on claims (approval);
--> statement-breakpoint
create index entries_decisions on entries (run, seq) where kind in ('run-started', 'approval-asked', 'approval-escalated', 'decided', 'decision-refused');
--> statement-breakpoint
-- Where an approval stands by the entries up to p_seq: refused ones do not count. The first that closes it is the decision: one that
-- denies, edits or answers, or the approval that makes up the number. From headers alone: whether a signature holds is the reader's to say.
create function weigh_decisions(p_run text, p_approval text, p_seq int) returns void language plpgsql as $$
declare
  e record;
  v_approved int := 0;
  v_needed int;
  v_seq int;
  v_at timestamptz;
  v_decision text;
begin
  select approvers into v_needed from approvals where id = p_approval and run = p_run;
  for e in
    select d.seq, d.at, d.header::jsonb->>'decision' as decision from entries d
    where d.run = p_run and d.seq <= p_seq and d.kind = 'decided' and d.header::jsonb->>'approval' = p_approval
      and not exists (select 1 from entries r where r.run = p_run and r.seq <= p_seq and r.kind = 'decision-refused' and (r.header::jsonb->>'entry')::int = d.seq)
    order by d.seq
  loop
    if e.decision = 'approve' then v_approved := v_approved + 1; end if;
    if e.decision in ('deny', 'edit', 'answer') or v_approved >= v_needed then
      v_seq := e.seq; v_at := e.at; v_decision := e.decision;
      exit;
    end if;
  end loop;
  update approvals set approved = v_approved, decision = v_decision, decided_seq = v_seq, decided_at = v_at,
    status = case when v_seq is not null then 'decided'
      when exists (select 1 from entries o where o.run = p_run and o.seq <= p_seq and o.kind = 'approval-defaulted' and o.header::jsonb->>'approval' = p_approval) then 'defaulted'
      else 'open' end
    where id = p_approval and run = p_run and status in ('open', 'decided');
end $$;
--> statement-breakpoint
create or replace function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
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
    else null;
  end case;
end $$;
