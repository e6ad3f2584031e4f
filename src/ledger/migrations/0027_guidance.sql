-- Corrections in words that agents are told: versions of a text, each with its scope. Operators' data, of no run; the text, who and why are encrypted
-- under the key of _operations.

create table guidance (
  id text not null,
  version int not null check (version > 0),
  workflow text not null,              -- name of the agent
  step text,                           -- null: all of them, as for tenant
  tenant text,
  about jsonb not null default '{}',   -- facts that a run has to have, by keyed digest of their values
  category text,                       -- of the flags that it is to make fewer
  made bytea not null,
  proposed_at timestamptz not null default clock_timestamp(),
  active_at timestamptz,               -- promoted
  retired_at timestamptz,              -- taken back, or a later version was promoted
  primary key (id, version)
);
--> statement-breakpoint
create index guidance_in_force on guidance (workflow) where active_at is not null and retired_at is null;
--> statement-breakpoint
create trigger guidance_is_kept before update or delete on guidance for each row execute function keep_row('retired_at', 'active_at');
--> statement-breakpoint
create trigger guidance_is_not_truncated before truncate on guidance for each statement execute function keep_row();
--> statement-breakpoint
-- Which version of the agent and its guidance a run began with, from its first entry.
alter table runs add column version text not null default '', add column guidance text[] not null default '{}', add column rollout bigint, add column arm text;
--> statement-breakpoint
create index runs_of_rollout on runs (rollout) where rollout is not null;
--> statement-breakpoint
alter function project(text, int, text, text, timestamptz, jsonb) rename to project_before_guidance;
--> statement-breakpoint
create function project(p_run text, p_seq int, p_kind text, p_step text, p_at timestamptz, h jsonb) returns void language plpgsql as $$
begin
  perform project_before_guidance(p_run, p_seq, p_kind, p_step, p_at, h);
  if p_kind = 'run-started' then
    update runs set version = coalesce(h->>'version', h->>'agentVersion', ''),
      guidance = array(select jsonb_array_elements_text(coalesce(h->'guidance', '[]'))), rollout = (h->>'rollout')::bigint, arm = h->>'arm' where id = p_run;
  end if;
end $$;
--> statement-breakpoint
update runs r set version = e.header::jsonb->>'agentVersion' from entries e where e.run = r.id and e.kind = 'run-started';
