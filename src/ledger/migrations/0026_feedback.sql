-- What was said to be wrong with outputs, what reviewers made of it, and the cases that came of it: projected from clear headers of the runs.

create table flags (
  id text primary key,
  run text not null references runs (id),
  tenant text not null,
  workflow text not null,
  entry int not null,                  -- what it is about
  step text,
  category text not null,
  severity text not null,
  origin text not null,                -- person, denial, edit, supplier
  status text not null default 'open' check (status in ('open', 'confirmed', 'rejected', 'merged')),
  merged_into text,
  flagged_seq int not null,            -- the entries that say who and why, in the run
  owned_seq int,
  reviewed_seq int,
  flagged_at timestamptz not null,
  reviewed_at timestamptz
);
--> statement-breakpoint
create index flags_open on flags (flagged_at, id) where status = 'open';
--> statement-breakpoint
create index flags_of_workflow on flags (workflow, flagged_at, id);
--> statement-breakpoint
create index flags_of_run on flags (run);
--> statement-breakpoint
-- What a step has to do when it is given what it was given in that run.
create table cases (
  id text primary key,
  flag text not null,
  run text not null references runs (id),
  tenant text not null,
  workflow text not null,
  step text not null,
  visit int not null,
  category text not null,
  made_seq int not null,
  made_at timestamptz not null,
  retired_at timestamptz
);
--> statement-breakpoint
create index cases_of_workflow on cases (workflow, made_at, id);
--> statement-breakpoint
create index cases_of_run on cases (run);
--> statement-breakpoint
alter table flags enable row level security;
--> statement-breakpoint
create policy tenant on flags using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
alter table cases enable row level security;
--> statement-breakpoint
create policy tenant on cases using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
-- Denials and edits that no flag was made of yet are looked for again and again.
create index approvals_turned_down on approvals (decided_at) where decision in ('deny', 'edit');
--> statement-breakpoint
alter function project(text, int, text, text, timestamptz, jsonb) rename to project_before_feedback;
--> statement-breakpoint
create function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  perform project_before_feedback(p_run, p_seq, p_kind, p_step, p_at, h);
  case p_kind
    when 'flagged' then
      insert into flags (id, run, tenant, workflow, entry, step, category, severity, origin, flagged_seq, flagged_at)
        select h->>'flag', r.id, r.tenant, r.workflow, (h->>'entry')::int, h->>'step', h->>'category', h->>'severity', coalesce(h->>'origin', 'person'), p_seq, p_at
        from runs r where r.id = p_run on conflict (id) do nothing;
    when 'flag-owned' then
      update flags set owned_seq = p_seq where id = h->>'flag' and run = p_run;
    when 'flag-reviewed' then
      update flags set status = h->>'review', merged_into = h->>'into', category = coalesce(h->>'category', category), reviewed_seq = p_seq, reviewed_at = p_at
        where id = h->>'flag' and run = p_run and status = 'open';
    when 'case-made' then
      insert into cases (id, flag, run, tenant, workflow, step, visit, category, made_seq, made_at)
        select h->>'case', h->>'flag', r.id, r.tenant, r.workflow, h->>'step', (h->>'visit')::int, h->>'category', p_seq, p_at
        from runs r where r.id = p_run on conflict (id) do nothing;
    when 'case-retired' then
      update cases set retired_at = p_at where id = h->>'case' and run = p_run and retired_at is null;
    else null;
  end case;
end $$;
--> statement-breakpoint
alter function rebuild_projections() rename to rebuild_before_feedback;
--> statement-breakpoint
create function rebuild_projections() returns void language plpgsql as $$
begin
  delete from flags;
  delete from cases;
  perform rebuild_before_feedback();
end $$;
--> statement-breakpoint
-- Flags that were made before there was this table.
insert into flags (id, run, tenant, workflow, entry, step, category, severity, origin, flagged_seq, flagged_at)
  select distinct on (e.header::jsonb->>'flag') e.header::jsonb->>'flag', r.id, r.tenant, r.workflow, (e.header::jsonb->>'entry')::int, e.header::jsonb->>'step',
    e.header::jsonb->>'category', e.header::jsonb->>'severity', 'person', e.seq, e.at
  from entries e join runs r on r.id = e.run where e.kind = 'flagged' order by e.header::jsonb->>'flag', e.seq;
