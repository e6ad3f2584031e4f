-- Halts, rules and limits: what narrows a fleet at once, as data.
-- append_entries is left as it is; whoever has to look for a halt calls halted() in the same statement.

-- Who halted what, who narrowed what, and why: entries of the run _operations that nobody runs, sealed like every other.
alter table runs add constraint runs_reserved check (id !~ '^_' or temporal_run = '');
--> statement-breakpoint
create table halts (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('all', 'workflow', 'agent', 'tool', 'system', 'tenant')),
  value text not null check ((kind = 'all') = (value = '')),
  why text not null,
  made_by text not null,
  since timestamptz not null default clock_timestamp(),
  lifted_at timestamptz,
  lifted_by text,
  lifted_why text
);
--> statement-breakpoint
create unique index halts_in_force on halts (kind, value) where lifted_at is null;
--> statement-breakpoint
create table rules (
  id bigint generated always as identity primary key,
  version int not null unique,         -- of all rules together: raised whenever one is added or ended
  agent text not null,                 -- '*' is any, here and in the next two
  tenant text not null,
  environment text not null,
  target text not null check (target in ('permission', 'tool', 'writes')),
  name text not null check ((target = 'writes') = (name = '')),
  fact text,                           -- only in runs that have established it
  effect text not null check (effect in ('deny', 'approval')),
  role text check ((effect = 'approval') = (role is not null)),
  within text check ((effect = 'approval') = (within is not null)),
  why text not null,
  made_by text not null,
  since timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  ended_by text,
  ended_why text,
  ended_version int unique
);
--> statement-breakpoint
create function keep_row() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if to_jsonb(new) - tg_argv = to_jsonb(old) - tg_argv and to_jsonb(old)->>tg_argv[0] is null then return new; end if;
  end if;
  raise exception 'rows of % are kept: % was refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger halts_are_kept before update or delete on halts for each row execute function keep_row('lifted_at', 'lifted_by', 'lifted_why');
--> statement-breakpoint
create trigger halts_are_not_truncated before truncate on halts for each statement execute function keep_row();
--> statement-breakpoint
create trigger rules_are_kept before update or delete on rules for each row execute function keep_row('ended_at', 'ended_by', 'ended_why', 'ended_version');
--> statement-breakpoint
create trigger rules_are_not_truncated before truncate on rules for each statement execute function keep_row();
--> statement-breakpoint
-- The oldest halt in force that a run's write or model call falls under, or null. Volatile on purpose: it looks anew after a lock was waited for.
create function halted(p_run text, p_scopes text[]) returns jsonb language sql volatile as $$
  select jsonb_build_object('halt', h.id, 'why', concat_ws(' ', h.kind, nullif(h.value, '')) || ': ' || h.why) from halts h
  where h.lifted_at is null and (
    h.kind = 'all' or h.kind || ':' || h.value = any (p_scopes)
    or h.kind = 'tenant' and h.value = (select r.tenant from runs r where r.id = p_run))
  order by h.id limit 1
$$;
--> statement-breakpoint
-- One row per subject of a limit, to be locked; what was drawn from it, by claim.
create table limits (
  tenant text not null,
  tool text not null,
  subject text not null,
  primary key (tenant, tool, subject)
);
--> statement-breakpoint
create table limit_draws (
  claim bigint primary key references claims (id),
  tenant text not null,
  tool text not null,
  subject text not null,
  amount numeric not null check (amount >= 0),
  approved boolean not null,           -- a person has seen this very call: it uses nothing up
  at timestamptz not null default clock_timestamp(),
  foreign key (tenant, tool, subject) references limits
);
--> statement-breakpoint
create index limit_draws_of on limit_draws (tenant, tool, subject, at);
--> statement-breakpoint
-- A model call that was broken off is paid for as far as it came. Around project() as the migrations before have made it.
alter function project(text, int, text, text, timestamptz, jsonb) rename to project_entry;
--> statement-breakpoint
create function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  perform project_entry(p_run, p_seq, p_kind, p_step, p_at, h);
  if p_kind = 'model-failed' and h ? 'usd' then
    update runs set usd = usd + (h->>'usd')::numeric, tokens = tokens + (h->>'tokens')::bigint where id = p_run;
  end if;
end $$;
