-- Of the bench only: the ledger as a plain journal. No seals, fences, reservations or halts; entries are numbered, and found again by a retry.
create or replace function append_entries(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[],
  p_known_seq int default null, p_known_seal bytea default null,
  out outcome text, out seq int, out head bytea, out appended int
) language plpgsql as $$
begin
  select r.seq, r.head into seq, head from runs r where r.id = p_run for update;
  for i in 1 .. coalesce(array_length(p_sources, 1), 0) loop
    insert into entries (run, seq, source, kind, step, at, header, body, seal)
      values (p_run, seq + i, '1:' || p_sources[i], p_kinds[i], p_steps[i], clock_timestamp(), p_headers[i], p_bodies[i], head);
  end loop;
  appended := coalesce(array_length(p_sources, 1), 0);
  seq := seq + appended;
  if appended > 0 then update runs u set seq = append_entries.seq where u.id = p_run; end if;
  outcome := 'appended';
end $$;
create or replace function reserve(p_run text, p_scopes text[], p_workflow text, p_step text, p_model text, p_prompt numeric, p_token numeric, p_tokens int,
  p_least int, p_limit numeric, p_lapses interval, p_input int) returns jsonb language sql immutable as $$
  select jsonb_build_object('reservation', 0, 'tokens', p_tokens, 'wait', 0)
$$;
create or replace procedure append_and_settle(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[], p_known_seq int, p_known_seal bytea,
  p_reservation bigint, p_usd numeric, p_used jsonb, p_said jsonb, p_ago interval,
  inout outcome text, inout seq int, inout head bytea, inout appended int
) language plpgsql as $$
begin
  select a.* into outcome, seq, head, appended from append_entries(p_run, p_temporal_run, p_continued_from, p_wave, p_activity, p_epoch,
    p_sources, p_kinds, p_steps, p_ats, p_headers, p_bodies) a;
end $$;
create or replace procedure append_and_reserve(
  p_run text, p_temporal_run text, p_continued_from text, p_wave int, p_activity text, p_epoch bigint,
  p_sources text[], p_kinds text[], p_steps text[], p_ats timestamptz[], p_headers text[], p_bodies bytea[], p_known_seq int, p_known_seal bytea,
  p_scopes text[], p_workflow text, p_step text, p_model text, p_prompt numeric, p_token numeric, p_tokens int, p_least int, p_limit numeric,
  p_lapses interval, p_input int,
  inout outcome text, inout seq int, inout head bytea, inout appended int, inout permit jsonb
) language plpgsql as $$
begin
  select a.* into outcome, seq, head, appended from append_entries(p_run, p_temporal_run, p_continued_from, p_wave, p_activity, p_epoch,
    p_sources, p_kinds, p_steps, p_ats, p_headers, p_bodies) a;
  permit := jsonb_build_object('reservation', 0, 'tokens', p_tokens, 'wait', 0);
end $$;
