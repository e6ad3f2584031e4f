-- Delegation: runs that hand work to runs of other workflows, what those may spend, and what nobody else may act on meanwhile.

-- Who holds what is acted on. A row says who took it last; it is held while that run is open, so that nobody has to give it back.
create table leases (
  tenant text not null,
  object text not null collate "C",    -- a digest under the key of the ledger; in this order they are taken
  run text,                            -- that took it; its row may not be there yet
  parent text references runs (id),    -- that handed the work over
  taken_at timestamptz,
  primary key (tenant, object)
);
--> statement-breakpoint
create index leases_of on leases (run);
--> statement-breakpoint
alter table leases enable row level security;
--> statement-breakpoint
create policy tenant on leases using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
create function lease_is_held(l leases) returns boolean language sql stable as $$
  select l.run is not null and coalesce(
    (select r.run_end is null and r.status <> 'ended' from runs r where r.id = l.run),
    (select p.run_end is null and p.status <> 'ended' from runs p where p.id = l.parent), false)
$$;
--> statement-breakpoint
-- The run itself (depth 1), then the one that handed it its work, up to the root: as their first entries say, which begin() has checked.
create function lineage(p_run text) returns table (run text, agent text, depth int) language sql stable as $$
  with recursive above as (
    select e.run, e.header::jsonb as h, 1 as depth from entries e where e.run = p_run and e.seq = 1 and e.kind = 'run-started'
    union all
    select e.run, e.header::jsonb, a.depth + 1 from above a join entries e on e.run = a.h->>'parent' and e.seq = 1 and e.kind = 'run-started'
      where a.depth < 100
  ) select run, h->>'agent', depth from above
$$;
--> statement-breakpoint
-- The run itself, and all that work was handed to from it on down.
create function delegated_below(p_run text) returns table (run text) language sql stable as $$
  with recursive below as (
    select p_run as run
    union
    select e.header::jsonb->>'child' from below b join entries e on e.run = b.run and e.kind = 'delegated'
  ) select run from below
$$;
--> statement-breakpoint
-- Before a child begins: its share, and the budget of its parent, which it spends as well. As the owner, as reserve() is.
create function open_run_budget(p_run text, p_limit numeric) returns void language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into budgets (scope, name, month, limit_usd) values ('run', p_run, null, p_limit) on conflict do nothing
$$;
--> statement-breakpoint
-- As before, but what a run spends is drawn from the budgets of those that handed work down to it as well. Locks in one order: scopes, then age.
create or replace function reserve(p_run text, p_scopes text[], p_workflow text, p_step text, p_model text, p_prompt numeric, p_token numeric, p_tokens int,
  p_least int, p_limit numeric, p_lapses interval, p_input int) returns jsonb language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_halt jsonb := halted(p_run, p_scopes);
  v_month date := date_trunc('month', clock_timestamp() at time zone 'UTC');
  v_tenant text;
  v_runs text[] := array(select p_run union select l.run from lineage(p_run) l); -- this one, and those whose share it spends
  v_ids bigint[];
  v_tightest bigint;
  v_left numeric;
  v_tokens int := p_tokens;
  v_usd numeric;
  v_reservation bigint;
  v_turn jsonb;
begin
  if v_halt is not null then return jsonb_build_object('halt', v_halt); end if;
  select r.tenant into strict v_tenant from runs r where r.id = p_run and (session_tenant() is null or r.tenant = session_tenant());
  loop
    select array_agg(b.id), (array_agg(b.id order by b.limit_usd + b.raised - b.drawn))[1], min(b.limit_usd + b.raised - b.drawn)
      into v_ids, v_tightest, v_left
    from (select * from budgets where scope = 'run' and name = any (v_runs) or month = v_month and
      (scope = 'tenant-month' and name = v_tenant or scope = 'workflow-month' and name = p_workflow) order by scope, id for update) b;
    exit when cardinality(v_ids) = 2 + cardinality(v_runs);
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
  v_turn := case when p_input is null then '{"wait": 0}' else draw_limits(p_model, p_input, v_tokens) end;
  if v_turn ? 'later' then return v_turn; end if;
  insert into reservations (run, step, model, budgets, usd, input, output, lapses_at)
    values (p_run, p_step, p_model, v_ids, v_usd, coalesce(p_input, 0), case when p_input is null then 0 else v_tokens end,
      clock_timestamp() + p_lapses + (v_turn->>'wait')::int * interval '1 ms') returning id into v_reservation;
  update budgets set drawn = drawn + v_usd where id = any (v_ids);
  return v_turn || jsonb_build_object('reservation', v_reservation, 'tokens', v_tokens);
end $$;
--> statement-breakpoint
create or replace function settle(p_reservation bigint, p_usd numeric, p_used jsonb default '{}', p_said jsonb default '[]', p_ago interval default '0') returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v reservations;
  v_now timestamptz;
  s record;
  v_left numeric;
begin
  update reservations set settled_at = clock_timestamp(), settled_usd = p_usd
    where id = p_reservation and settled_at is null
      and (session_tenant() is null or session_tenant() = (select r.tenant from runs r where r.id = run))
    returning * into v;
  if not found then return; end if;
  perform 1 from budgets where id = any (v.budgets) order by scope, id for update;
  update budgets set drawn = drawn + p_usd - v.usd where id = any (v.budgets);
  if v.output = 0 then return; end if; -- it drew from no limit

  perform 1 from model_limits where model = v.model order by kind for update;
  v_now := clock_timestamp();
  update model_limits l set at = v_now, level = least(full_level(l),
      level_at(l, v_now) + need_of(l, v.input, v.output) - coalesce((p_used->>l.kind)::numeric, 0))
    where l.model = v.model;
  for s in select * from jsonb_to_recordset(p_said) s (kind text, most bigint, remaining numeric, "perSecond" numeric) order by kind loop
    v_left := s.remaining - 0.02 * s.most + s."perSecond" * extract(epoch from p_ago);
    -- The provider draws all that a call may answer when it begins, and gives back what it did not use: so did we since then.
    if s.kind = 'output' then
      v_left := v_left + (select sum(r.output) from reservations r where r.settled_at >= v_now - p_ago and r.model = v.model);
    end if;
    v_left := least(v_left, 0.98 * s.most);
    update model_limits set per_second = s."perSecond", level = least(level, v_left)
      where model = v.model and kind = s.kind and most = s.most;
    continue when found;
    -- From a limit that we did not know, nothing was drawn: calls that have begun may still be on their way.
    select v_left - coalesce(sum(case s.kind when 'requests' then 1 when 'input' then r.input else r.output end), 0) into v_left
      from reservations r where r.settled_at is null and r.model = v.model and r.lapses_at > v_now;
    insert into model_limits (model, kind, most, per_second, level, at) values (v.model, s.kind, s.most, s."perSecond", v_left, v_now)
      on conflict (model, kind) do update set most = excluded.most, per_second = excluded.per_second, level = excluded.level, at = excluded.at;
  end loop;
end $$;
