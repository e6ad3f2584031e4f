-- What came in by mailbox and drop folder, and what became of it: nothing that came is without a row.

create table intake (
  source text not null check (source in ('mailbox', 'folder')),
  item text not null,                  -- digest of what names the mail or the file
  part int not null,                   -- which attachment; 0 is the whole
  tenant text not null,
  outcome text not null check (outcome in ('started', 'aside', 'answered')),
  reason text not null default '',     -- why it was put aside
  document text,
  run text,
  recipient text,                      -- digest of the address that was answered
  at timestamptz not null default clock_timestamp(),
  primary key (source, item, part)
);
--> statement-breakpoint
create index intake_listed on intake (at desc);
--> statement-breakpoint
create index intake_recipients on intake (recipient, at) where recipient is not null;
--> statement-breakpoint
alter table intake enable row level security;
--> statement-breakpoint
create policy tenant on intake using ((select session_tenant()) is null or tenant = (select session_tenant()));
