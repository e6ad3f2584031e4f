-- What the ledger stores of a run is encrypted under that run's own data key, which is not in this database: bodies of entries, and in other
-- tables whatever comes from a run. The layout of the tables hardly changes; what is in the columns does.

do $$ begin
  if exists (select 1 from entries) or exists (select 1 from documents) then
    raise exception 'this ledger was written by a version that did not encrypt; nothing converts it: start with an empty database (on a laptop, remove .seaworthy)';
  end if;
end $$;
--> statement-breakpoint
comment on column runs.starter is 'encrypted';
--> statement-breakpoint
comment on column runs.workflow_id is 'encrypted: it names what the run is about';
--> statement-breakpoint
comment on column claims.business_key is 'a digest under the key of the run';
--> statement-breakpoint
comment on column limits.subject is 'a digest under the key of the ledger, as in limit_draws and subjects';
--> statement-breakpoint
drop table documents;
--> statement-breakpoint
-- Named by the digest of the bytes as they are stored, so that whoever has no key can hold them against their name. Each has a data key of its
-- own, since several runs may share it; `fingerprint` finds the one that is there when the same comes again.
create table documents (
  id text primary key,
  key text not null unique,            -- the name of its data key
  media_type text not null,
  filename bytea,
  bytes bytea not null,
  fingerprint bytea unique,
  created_at timestamptz not null default now(),
  erased_at timestamptz check ((erased_at is null) = (fingerprint is not null))
);
--> statement-breakpoint
create trigger documents_are_kept before update or delete on documents for each row execute function keep_row('erased_at', 'fingerprint');
--> statement-breakpoint
create trigger documents_are_not_truncated before truncate on documents for each statement execute function keep_row();
--> statement-breakpoint
-- Which runs name which documents, of whatever tenant, as documents are: one is erased with the last of its runs. Without a foreign key to
-- runs, which would lock the run's row before append_entries does.
create table document_runs (
  document text not null references documents (id),
  run text not null,
  at timestamptz not null default now(),
  primary key (document, run)
);
--> statement-breakpoint
create index document_runs_of on document_runs (run);
