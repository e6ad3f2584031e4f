-- Runs that wait for a system, and whether calls of a system are let through.

create table breakers (
  system text primary key,
  state text not null check (state in ('closed', 'open', 'half-open')),
  version int not null default 1,      -- raised whenever it changes: what began before says nothing of what is now
  since timestamptz not null default clock_timestamp(),
  why text not null                    -- class and code of the failure that opened it
);
--> statement-breakpoint
-- Projected from the entries of runs that have not ended, but for `pass` and `released_at`.
create table parked (
  run text not null references runs (id),
  system text not null,
  tenant text not null,
  parked_at timestamptz not null,      -- the first time: a run that has to park again keeps its place
  last_at timestamptz not null,
  times int not null default 1,
  waiting boolean not null default true,
  pass int,                            -- released under this version of the breaker
  released_at timestamptz,
  primary key (run, system)
);
--> statement-breakpoint
create index parked_waiting on parked (system, tenant, parked_at) where waiting;
--> statement-breakpoint
create function project_parked(p_run text, p_kind text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  if p_kind = 'parked' and h->>'system' <> '' then -- one without a system waits for a halt
    insert into parked as p (run, system, tenant, parked_at, last_at) select r.id, h->>'system', r.tenant, p_at, p_at from runs r where r.id = p_run
      on conflict (run, system) do update set last_at = p_at, times = p.times + 1, waiting = true, pass = null, released_at = null;
  elsif p_kind = 'unparked' then
    update parked set waiting = false where run = p_run and system = h->>'system';
  elsif p_kind in ('run-ended', 'run-reset') or p_kind = 'noticed' and h->>'what' in ('terminated', 'timed-out', 'failed', 'cancelled', 'deleted') then
    delete from parked where run = p_run;
  end if;
end $$;
--> statement-breakpoint
alter function project(text, int, text, text, timestamptz, jsonb) rename to project_before_parking;
--> statement-breakpoint
create function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  perform project_before_parking(p_run, p_seq, p_kind, p_step, p_at, h);
  perform project_parked(p_run, p_kind, p_at, h);
end $$;
--> statement-breakpoint
alter function rebuild_projections() rename to rebuild_before_parking;
--> statement-breakpoint
create function rebuild_projections() returns void language plpgsql as $$
begin
  delete from parked;
  perform rebuild_before_parking();
end $$;
--> statement-breakpoint
do $$ declare e record; begin
  for e in select n.run, n.kind, n.at, n.header::jsonb as h from entries n join runs r on r.id = n.run
      where r.status <> 'ended' and n.kind in ('parked', 'unparked', 'run-reset') order by n.run, n.seq loop
    perform project_parked(e.run, e.kind, e.at, e.h);
  end loop;
end $$;
--> statement-breakpoint
-- Where the newest answer to a read is in the ledger, so that it can stand in for one while the system does not answer. The answer itself is in
-- the entry, under the key of that run: once that run is erased, there is none.
create table answers (
  tenant text not null,
  tool text not null,
  arguments text not null,             -- a digest under the key of the ledger
  run text not null references runs (id),
  source text not null,                -- of the entry
  at timestamptz not null,
  primary key (tenant, tool, arguments)
);
--> statement-breakpoint
create index answers_of on answers (run);
--> statement-breakpoint
-- As before, and what the run was answered is nobody's answer any more.
create or replace function forget_run(p_run text) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from erasures where run = p_run) then
    raise exception 'run % is not in erasures', p_run using errcode = 'restrict_violation';
  end if;
  -- Waits for whoever is just noting that another run names one (keepDocuments); the next statement then sees it.
  perform 1 from documents d join document_runs n on n.document = d.id where n.run = p_run order by d.id for update of d;
  update documents set erased_at = clock_timestamp(), fingerprint = null where id in (select documents_going_with(p_run));
  delete from subjects where run = p_run;
  delete from answers where run = p_run;
end $$;
