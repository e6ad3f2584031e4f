-- What an attacker with the database must not be able to hide, and what a role of less right than the owner may not touch.
-- Who may do what stands in src/ledger/grant-roles.ts and is applied after every migration.

-- One chain of checkpoints belongs to one ledger: a file of another does not pass for its own.
create table ledger (
  id uuid not null default gen_random_uuid(),
  one boolean primary key default true check (one)
);
--> statement-breakpoint
insert into ledger default values;
--> statement-breakpoint
-- What was written outside the database, so that a checkpoint file that lost its end is found out.
create table checkpoints (
  number int primary key,
  hash bytea not null,
  runs int not null,
  at timestamptz not null
);
--> statement-breakpoint
create trigger checkpoints_are_insert_only before update or delete on checkpoints for each row execute function refuse_change();
--> statement-breakpoint
create trigger checkpoints_are_not_truncated before truncate on checkpoints for each statement execute function refuse_change();
--> statement-breakpoint
-- A login that is bound to a tenant sees and touches nothing of another; one that is not bound serves all. Bound by its name, since a setting
-- (app.tenant) is whatever the client says it is.
create table tenant_logins (
  login name primary key,
  tenant text not null
);
--> statement-breakpoint
create function session_tenant() returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select tenant from public.tenant_logins where login = session_user
$$;
--> statement-breakpoint
-- append_entries runs as the owner, whom policies do not hold: hence a trigger.
create function refuse_other_tenant() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  mine text := public.session_tenant();
begin
  if mine is not null and (new.tenant <> mine or (tg_op = 'UPDATE' and old.tenant <> mine)) then
    raise exception 'this login serves tenant % only', mine using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger runs_stay_in_their_tenant before insert or update on runs for each row execute function refuse_other_tenant();
--> statement-breakpoint
alter table runs enable row level security;
--> statement-breakpoint
create policy tenant on runs using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
alter table approvals enable row level security;
--> statement-breakpoint
create policy tenant on approvals using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
alter table subjects enable row level security;
--> statement-breakpoint
create policy tenant on subjects using ((select session_tenant()) is null or tenant = (select session_tenant()));
--> statement-breakpoint
-- Entries and claims have their tenant through their run: a column of their own would be one more thing that no seal covers.
alter table entries enable row level security;
--> statement-breakpoint
create policy tenant on entries using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
--> statement-breakpoint
alter table claims enable row level security;
--> statement-breakpoint
create policy tenant on claims using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
--> statement-breakpoint
alter table quarantine enable row level security;
--> statement-breakpoint
create policy tenant on quarantine using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
