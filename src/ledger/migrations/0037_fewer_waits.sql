-- What a turn of an agent waits for: fewer writes in append_entries(), and no lock on a budget that others share while the disk is waited for.

-- Hot rows: updates stay on their page.
alter table runs set (fillfactor = 50);
--> statement-breakpoint
alter table fences set (fillfactor = 70);
--> statement-breakpoint
-- As before. A fence is written when it is raised, and the run's row once, with what thoughts add to it: project() says the same of them where
-- projections are rebuilt. Verdicts and results are projected nowhere.
create or replace function append_entries(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[],
  p_known_seq int default null, p_known_seal bytea default null,
  out outcome text, out seq int, out head bytea, out appended int
) language plpgsql as $$
declare
  r runs%rowtype;
  h jsonb;
  v_activity text;
  v_epoch bigint;
  v_source text;
  v_at timestamptz;
  v_turns int := 0;
  v_usd numeric := 0;
  v_tokens bigint := 0;
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
    v_activity := r.incarnation || ':' || p_activity;
    select f.epoch into v_epoch from fences f where f.run = p_run and f.activity = v_activity;
    if v_epoch > p_epoch then outcome := 'stale'; return; end if;
    if v_epoch is distinct from p_epoch then
      insert into fences (run, activity, epoch) values (p_run, v_activity, p_epoch)
        on conflict (run, activity) do update set epoch = excluded.epoch;
    end if;
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
    if p_kinds[i] = 'thought' then
      h := p_headers[i]::jsonb;
      v_turns := v_turns + 1;
      v_usd := v_usd + (h->>'usd')::numeric;
      v_tokens := v_tokens + (h->>'input')::bigint + (h->>'output')::bigint + (h->>'cacheRead')::bigint + (h->>'cacheWrite5m')::bigint + (h->>'cacheWrite1h')::bigint;
    elsif p_kinds[i] not in ('verdict', 'result') then
      perform project(p_run, seq, p_kinds[i], p_steps[i], v_at, p_headers[i]::jsonb);
    end if;
    appended := appended + 1;
  end loop;
  if appended > 0 or p_wave > r.wave then
    update runs u set seq = append_entries.seq, head = append_entries.head, wave = greatest(u.wave, coalesce(p_wave, 0)),
      turns = u.turns + v_turns, usd = u.usd + v_usd, tokens = u.tokens + v_tokens where u.id = p_run;
  end if;
  outcome := 'appended';
end $$;
--> statement-breakpoint
-- Appends what a model answered and settles its call, after it: budgets are shared, and locked only once the entries are on disk. That what is
-- settled may be lost in a crash of the database harms nobody: an unsettled call counts as dear as it could be.
create procedure append_and_settle(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[], p_known_seq int, p_known_seal bytea,
  p_reservation bigint, p_usd numeric, p_used jsonb, p_said jsonb, p_ago interval,
  inout outcome text, inout seq int, inout head bytea, inout appended int
) language plpgsql as $$
begin
  select a.* into outcome, seq, head, appended from append_entries(p_run, p_temporal_run, p_continued_from, p_wave, p_activity, p_epoch,
    p_sources, p_kinds, p_steps, p_ats, p_headers, p_bodies, p_known_seq, p_known_seal) a;
  commit;
  perform set_config('synchronous_commit', 'off', true);
  perform settle(p_reservation, p_usd, p_used, p_said, p_ago);
end $$;
--> statement-breakpoint
-- Before a model call: the fence, then what reserve() says, then the entries that the call rests on. The budgets are free again before the disk is
-- waited for, which is done with the entries: when they are on it, so is the reservation, which was written before them.
create procedure append_and_reserve(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[], p_known_seq int, p_known_seal bytea,
  p_scopes text[], p_workflow text, p_step text, p_model text, p_prompt numeric, p_token numeric, p_tokens int, p_least int, p_limit numeric,
  p_lapses interval, p_input int,
  inout outcome text, inout seq int, inout head bytea, inout appended int, inout permit jsonb
) language plpgsql as $$
begin
  if cardinality(p_sources) > 0 then perform set_config('synchronous_commit', 'off', true); end if;
  select a.* into outcome, seq, head, appended from append_entries(p_run, p_temporal_run, p_continued_from, p_wave, p_activity, p_epoch,
    '{}', '{}', '{}', '{}', '{}', '{}', p_known_seq, p_known_seal) a;
  if outcome <> 'appended' then return; end if;
  permit := reserve(p_run, p_scopes, p_workflow, p_step, p_model, p_prompt, p_token, p_tokens, p_least, p_limit, p_lapses, p_input);
  if cardinality(p_sources) = 0 then return; end if;
  commit;
  select a.* into outcome, seq, head, appended from append_entries(p_run, p_temporal_run, p_continued_from, p_wave, p_activity, p_epoch,
    p_sources, p_kinds, p_steps, p_ats, p_headers, p_bodies, p_known_seq, p_known_seal) a;
  if outcome <> 'appended' and permit ? 'reservation' then perform settle((permit->>'reservation')::bigint, 0); end if;
end $$;
--> statement-breakpoint
-- What may change of a reservation is looked at without making documents of both rows.
drop trigger reservations_are_kept on reservations;
--> statement-breakpoint
create trigger reservations_are_not_deleted before delete on reservations for each row execute function keep_row();
--> statement-breakpoint
create trigger reservations_are_kept before update on reservations for each row when (
  old.settled_at is not null
  or (old.id, old.run, old.step, old.model, old.budgets, old.usd, old.made_at, old.lapses_at, old.input, old.output)
    is distinct from (new.id, new.run, new.step, new.model, new.budgets, new.usd, new.made_at, new.lapses_at, new.input, new.output)
) execute function keep_row('settled_at', 'settled_usd');
