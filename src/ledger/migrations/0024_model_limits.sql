-- The provider's limits per minute, by model, as its headers say and as the fleet draws on them: token buckets, which fill evenly.

create table model_limits (
  model text not null,
  kind text not null check (kind in ('requests', 'input', 'output')),
  most bigint not null check (most > 0),         -- a minute; so much also fits in
  per_second numeric not null check (per_second > 0), -- how fast it fills
  level numeric not null,                        -- what was left at `at`; below zero where calls wait for their turn
  at timestamptz not null,
  primary key (model, kind)
) with (fillfactor = 50);                        -- hot rows: updates stay on their page
--> statement-breakpoint
-- What a call has drawn from its model's limits: estimated input tokens, and all that it may answer.
alter table reservations add column input int not null default 0, add column output int not null default 0;
--> statement-breakpoint
-- A fiftieth is left alone, a second's worth: a bucket that is full at the provider begins to fill for us while the call is still on its way.
create function full_level(l model_limits) returns numeric language sql immutable as $$ select 0.98 * l.most $$;
--> statement-breakpoint
create function level_at(l model_limits, t timestamptz) returns numeric language sql immutable as $$
  select least(full_level(l), l.level + l.per_second * extract(epoch from t - l.at))
$$;
--> statement-breakpoint
-- What a call draws; one that needs more than ever fits draws all.
create function need_of(l model_limits, p_input numeric, p_output numeric) returns numeric language sql immutable as $$
  select least(full_level(l), case l.kind when 'requests' then 1 when 'input' then p_input else p_output end)
$$;
--> statement-breakpoint
-- A call's turn: {wait}, in milliseconds, once it has drawn; or {later} where one that has drawn still waits for its own. So one waits at a time,
-- whatever it needs: a large call is not passed by for ever, and what others give back meanwhile lets the next one go at once. Nor does one draw
-- whose turn is far off, at a provider that fills slowly; it looks again within a minute, as nobody tells it what comes back.
create function draw_limits(p_model text, p_input int, p_output int) returns jsonb language plpgsql as $$
declare
  v_now timestamptz;
  v_wait numeric;
  v_behind numeric;
begin
  perform 1 from model_limits where model = p_model order by kind for update;
  v_now := clock_timestamp();
  select coalesce(max((need_of(l, p_input, p_output) - level_at(l, v_now)) / l.per_second), 0), coalesce(max(-level_at(l, v_now) / l.per_second), 0)
    into v_wait, v_behind from model_limits l where l.model = p_model;
  if v_behind > 0 or v_wait > 90 then return jsonb_build_object('later', ceil(1000 * least(60, greatest(v_behind, v_wait - 90)))::int); end if;
  update model_limits l set level = level_at(l, v_now) - need_of(l, p_input, p_output), at = v_now where l.model = p_model;
  return jsonb_build_object('wait', greatest(0, ceil(1000 * v_wait))::int);
end $$;
--> statement-breakpoint
drop function reserve(text, text[], text, text, text, numeric, numeric, int, int, numeric, interval);
--> statement-breakpoint
-- What a model call is told before it is made: {halt}, {budget} where one does not afford it, {later} where the provider would refuse it, or
-- {reservation, tokens, wait}: output tokens, cut to what the tightest budget affords, and milliseconds until it is to be sent. Of a batch, which
-- the provider counts apart, p_input is null: it draws from no limit. As the owner, so
-- that a worker can do no more to budgets than this. Locks in the order of scopes, always, and then the model's limits.
create function reserve(p_run text, p_scopes text[], p_workflow text, p_step text, p_model text, p_prompt numeric, p_token numeric, p_tokens int,
  p_least int, p_limit numeric, p_lapses interval, p_input int) returns jsonb language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
  v_turn jsonb;
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
  v_turn := case when p_input is null then '{"wait": 0}' else draw_limits(p_model, p_input, v_tokens) end;
  if v_turn ? 'later' then return v_turn; end if;
  insert into reservations (run, step, model, budgets, usd, input, output, lapses_at)
    values (p_run, p_step, p_model, v_ids, v_usd, coalesce(p_input, 0), case when p_input is null then 0 else v_tokens end,
      clock_timestamp() + p_lapses + (v_turn->>'wait')::int * interval '1 ms') returning id into v_reservation;
  update budgets set drawn = drawn + v_usd where id = any (v_ids);
  return v_turn || jsonb_build_object('reservation', v_reservation, 'tokens', v_tokens);
end $$;
--> statement-breakpoint
drop function settle(bigint, numeric);
--> statement-breakpoint
-- What the call has cost in truth; once, and also after it lapsed. Behind no fence: an attempt that was replaced has paid all the same. What it drew
-- and did not use goes back ({requests, input, output}: what was used), and `p_said` is what the provider said so long ago: [{kind, most, remaining,
-- perSecond}]. It lowers what we take for left, and never raises it: calls that it does not know of yet may be on their way.
create function settle(p_reservation bigint, p_usd numeric, p_used jsonb default '{}', p_said jsonb default '[]', p_ago interval default '0') returns void
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
  perform 1 from budgets where id = any (v.budgets) order by scope for update;
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
--> statement-breakpoint
create index reservations_settled on reservations (settled_at) where settled_at is not null;
