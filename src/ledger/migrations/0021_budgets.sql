-- Budgets: what model calls may cost, and have cost. The worst case of each is reserved from every budget above it before it is made (law 4).

create table budgets (
  id bigint generated always as identity primary key,
  scope text not null check (scope in ('run', 'tenant-month', 'workflow-month')),
  name text not null,                  -- of the run, the tenant, the workflow
  month date check ((scope = 'run') = (month is null)), -- its first day, UTC
  limit_usd numeric check (limit_usd >= 0), -- null: none; what is spent is counted all the same
  raised numeric not null default 0,   -- by people's decisions, for this run or this month alone; projected from entries
  drawn numeric not null default 0,    -- the cost of calls that are settled, and the worst case of those that are not
  unique nulls not distinct (scope, name, month)
) with (fillfactor = 50);              -- hot rows: updates stay on their page
--> statement-breakpoint
-- A reservation that was not settled when it lapses is spent, and nobody knows how much of it. Nothing has to be done then: `drawn` holds all of it.
create table reservations (
  id bigint generated always as identity primary key,
  run text not null references runs (id),
  step text not null,
  model text not null,
  budgets bigint[] not null,
  usd numeric not null check (usd >= 0), -- the worst case
  made_at timestamptz not null default clock_timestamp(),
  lapses_at timestamptz not null,      -- the call is aborted before
  settled_at timestamptz,
  settled_usd numeric
);
--> statement-breakpoint
create index reservations_unsettled on reservations (made_at) where settled_at is null;
--> statement-breakpoint
create trigger reservations_are_kept before update or delete on reservations for each row execute function keep_row('settled_at', 'settled_usd');
--> statement-breakpoint
create trigger reservations_are_not_truncated before truncate on reservations for each statement execute function keep_row();
--> statement-breakpoint
alter table budgets enable row level security;
--> statement-breakpoint
create policy tenant on budgets using (
  (select session_tenant()) is null or scope = 'tenant-month' and name = (select session_tenant())
  or scope = 'run' and exists (select 1 from runs r where r.id = name and r.tenant = (select session_tenant()))
);
--> statement-breakpoint
alter table reservations enable row level security;
--> statement-breakpoint
create policy tenant on reservations using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
--> statement-breakpoint
-- What a model call is told before it is made: {halt}, {budget} where one does not afford it, or {reservation, tokens}: output tokens, cut to what the
-- tightest budget affords. As the owner, so that a worker can do no more to budgets than this. Locks in the order of scopes, always.
create function reserve(p_run text, p_scopes text[], p_workflow text, p_step text, p_model text, p_prompt numeric, p_token numeric, p_tokens int,
  p_least int, p_limit numeric, p_lapses interval) returns jsonb language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_halt jsonb := halted(p_run, p_scopes);
  v_month date := date_trunc('month', clock_timestamp() at time zone 'UTC');
  v_tenant text;
  v_ids bigint[];
  v_tightest bigint;
  v_left numeric;
  v_tokens int := p_tokens;
  v_usd numeric;
  v_reservation bigint;
begin
  if v_halt is not null then return jsonb_build_object('halt', v_halt); end if;
  select r.tenant into strict v_tenant from runs r where r.id = p_run and (session_tenant() is null or r.tenant = session_tenant());
  loop
    select array_agg(b.id), (array_agg(b.id order by b.limit_usd + b.raised - b.drawn))[1], min(b.limit_usd + b.raised - b.drawn)
      into v_ids, v_tightest, v_left
    from (select * from budgets where scope = 'run' and name = p_run or month = v_month and
      (scope = 'tenant-month' and name = v_tenant or scope = 'workflow-month' and name = p_workflow) order by scope for update) b;
    exit when cardinality(v_ids) = 3;
    -- A month begins with the limit that was set last.
    insert into budgets (scope, name, month, limit_usd)
      select n.scope, n.name, n.month, case n.scope when 'run' then p_limit else
        (select b.limit_usd from budgets b where b.scope = n.scope and b.name = n.name order by b.month desc limit 1) end
      from (values ('run', p_run, null), ('tenant-month', v_tenant, v_month), ('workflow-month', p_workflow, v_month)) n (scope, name, month)
      order by n.scope on conflict do nothing;
  end loop;
  if v_left < p_prompt + p_token * p_tokens then
    v_tokens := greatest(0, coalesce(floor((v_left - p_prompt) / nullif(p_token, 0)), 0));
  end if;
  if v_tokens < least(p_least, p_tokens) then
    return (select jsonb_build_object('budget', jsonb_build_object('id', b.id, 'scope', b.scope, 'name', b.name,
      'limit', trim_scale(b.limit_usd + b.raised)::text, 'drawn', trim_scale(b.drawn)::text)) from budgets b where b.id = v_tightest);
  end if;
  v_usd := p_prompt + p_token * v_tokens;
  insert into reservations (run, step, model, budgets, usd, lapses_at)
    values (p_run, p_step, p_model, v_ids, v_usd, clock_timestamp() + p_lapses) returning id into v_reservation;
  update budgets set drawn = drawn + v_usd where id = any (v_ids);
  return jsonb_build_object('reservation', v_reservation, 'tokens', v_tokens);
end $$;
--> statement-breakpoint
-- What the call has cost in truth; once, and also after it lapsed. Behind no fence: an attempt that was replaced has paid all the same.
create function settle(p_reservation bigint, p_usd numeric) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v reservations;
begin
  update reservations set settled_at = clock_timestamp(), settled_usd = p_usd
    where id = p_reservation and settled_at is null
      and (session_tenant() is null or session_tenant() = (select r.tenant from runs r where r.id = run))
    returning * into v;
  if not found then return; end if;
  perform 1 from budgets where id = any (v.budgets) order by scope for update;
  update budgets set drawn = drawn + p_usd - v.usd where id = any (v.budgets);
end $$;
--> statement-breakpoint
-- A person's decision raises a budget of the run that asked, by the entry that says so.
alter function project(text, int, text, text, timestamptz, jsonb) rename to project_before_budgets;
--> statement-breakpoint
create function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  perform project_before_budgets(p_run, p_seq, p_kind, p_step, p_at, h);
  if p_kind = 'budget-raised' then
    update budgets set raised = raised + (h->>'usd')::numeric where id = (h->>'budget')::bigint and (scope <> 'run' or name = p_run);
  end if;
end $$;
--> statement-breakpoint
alter function rebuild_projections() rename to rebuild_before_budgets;
--> statement-breakpoint
create function rebuild_projections() returns void language plpgsql as $$
begin
  update budgets set raised = 0 where raised <> 0;
  perform rebuild_before_budgets();
end $$;
