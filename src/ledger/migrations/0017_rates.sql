-- Rates: the slots in which requests to a system may leave, one row for the whole fleet.

create table rates (
  system text primary key,
  rps numeric check (rps > 0),                            -- as operators have set it; null: as the system declares
  last_at timestamptz not null default '-infinity',       -- the last slot given; it may lie a little ahead
  window_at timestamptz not null default '-infinity',     -- ten seconds; requests in them, and in the ten before
  taken int not null default 0,
  taken_before int not null default 0
) with (fillfactor = 50);                                 -- one hot row: updates stay on its page
--> statement-breakpoint
-- Which request an answer was to, such as "GET /orders/{}"; '' for those kept before this was noted.
alter table quarantine add column contract text not null default '';
--> statement-breakpoint
-- Drift: answers that do not fit what we know of a system, by the field that does not. Names of fields alone, no values.
create table drifts (
  system text not null,
  contract text not null,
  field text not null,
  since timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  times int not null default 1,
  closed_at timestamptz,                 -- when answers that were kept fitted again; what drifts anew opens it
  primary key (system, contract, field)
);
