-- A run that was noticed to have ended in Temporal has ended, and whoever is told of ends is told of that one too.

create index runs_workflow_id on runs (workflow_id);
--> statement-breakpoint
-- As before, and what ended in Temporal has ended; an end that the run has recorded itself stays.
create or replace function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  perform project_entry(p_run, p_seq, p_kind, p_step, p_at, h);
  if p_kind = 'model-failed' and h ? 'usd' then
    update runs set usd = usd + (h->>'usd')::numeric, tokens = tokens + (h->>'tokens')::bigint where id = p_run;
  elsif p_kind = 'noticed' and h->>'what' in ('terminated', 'timed-out', 'failed', 'cancelled', 'deleted') then
    update runs set status = 'ended', run_end = h->>'what', step = null, role = null, ended_at = p_at where id = p_run and status <> 'ended';
  end if;
end $$;
--> statement-breakpoint
create or replace function note_deliveries() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_type text := case new.kind when 'approval-asked' then 'approval.asked' else 'run.ended' end;
begin
  -- The entry is not projected yet: a run that had ended before is not told of again.
  insert into deliveries (id, webhook, tenant, run, seq, type)
    select 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.id, r.tenant, new.run, new.seq, v_type
    from webhooks w join runs r on r.id = new.run
    where w.ended_at is null and v_type = any (w.events) and w.tenant in ('*', r.tenant) and (new.kind <> 'noticed' or r.status <> 'ended');
  return null;
end $$;
--> statement-breakpoint
drop trigger entries_are_told_of on entries;
--> statement-breakpoint
create trigger entries_are_told_of after insert on entries for each row when (
  new.kind in ('run-ended', 'approval-asked')
  or new.kind = 'noticed' and new.header::jsonb->>'what' in ('terminated', 'timed-out', 'failed', 'cancelled', 'deleted')
) execute function note_deliveries();
