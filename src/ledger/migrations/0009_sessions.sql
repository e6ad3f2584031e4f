-- Sessions that were ended before their time. Who somebody is stands in their cookie alone, signed by the gateway.
create table ended_sessions (
  id    text primary key,
  until timestamptz not null
);
