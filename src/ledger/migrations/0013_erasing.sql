-- What must not be erased, what was, and who read what. Who and why is encrypted under the key of _operations, which nothing destroys.

create table holds (
  id text primary key,
  run text not null references runs (id),
  made bytea not null,                 -- who and why, as in `released`
  since timestamptz not null default clock_timestamp(),
  released bytea,
  released_at timestamptz check ((released_at is null) = (released is null))
);
--> statement-breakpoint
create index holds_in_force on holds (run) where released_at is null;
--> statement-breakpoint
create trigger holds_are_kept before update or delete on holds for each row execute function keep_row('released_at', 'released');
--> statement-breakpoint
create trigger holds_are_not_truncated before truncate on holds for each statement execute function keep_row();
--> statement-breakpoint
-- A run that is here is erased, for good; its keys are destroyed after the commit, and `finished_at` says that they are.
create table erasures (
  run text primary key references runs (id),
  made bytea not null,
  at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
--> statement-breakpoint
create index erasures_unfinished on erasures (at) where finished_at is null;
--> statement-breakpoint
create trigger erasures_are_kept before update or delete on erasures for each row execute function keep_row('finished_at');
--> statement-breakpoint
create trigger erasures_are_not_truncated before truncate on erasures for each statement execute function keep_row();
--> statement-breakpoint
alter table holds enable row level security;
--> statement-breakpoint
create policy tenant on holds using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
--> statement-breakpoint
alter table erasures enable row level security;
--> statement-breakpoint
create policy tenant on erasures using (
  (select session_tenant()) is null or exists (select 1 from runs r where r.id = run and r.tenant = (select session_tenant()))
);
--> statement-breakpoint
-- Documents that a run names and no other run that is there: they go with it.
create function documents_going_with(p_run text) returns setof text language sql stable as $$
  select d.id from documents d join document_runs n on n.document = d.id
  where n.run = p_run and d.erased_at is null
    and not exists (select 1 from document_runs o where o.document = d.id and o.run <> p_run and not exists (select 1 from erasures e where e.run = o.run))
  order by d.id
$$;
--> statement-breakpoint
-- Lets go of what is not under the key of a run in `erasures`. As the owner, so that a gateway needs no right to delete.
create function forget_run(p_run text) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from erasures where run = p_run) then
    raise exception 'run % is not in erasures', p_run using errcode = 'restrict_violation';
  end if;
  -- Waits for whoever is just noting that another run names one (keepDocuments); the next statement then sees it.
  perform 1 from documents d join document_runs n on n.document = d.id where n.run = p_run order by d.id for update of d;
  update documents set erased_at = clock_timestamp(), fingerprint = null where id in (select documents_going_with(p_run));
  delete from subjects where run = p_run;
end $$;
--> statement-breakpoint
-- A row for each minute in which somebody read something: what is read again and again is not noted again and again.
create table reads (
  what text not null,                  -- id of a run or document
  reader text not null,                -- a digest of `who` under the key of the ledger, to look for
  who text not null,                   -- encrypted under the key of _operations
  door text not null,
  minute timestamptz not null,
  primary key (what, minute, reader, door)
);
--> statement-breakpoint
create index reads_by on reads (reader, minute);
--> statement-breakpoint
create trigger reads_are_insert_only before update or delete on reads for each row execute function refuse_change();
--> statement-breakpoint
create trigger reads_are_not_truncated before truncate on reads for each statement execute function refuse_change();
