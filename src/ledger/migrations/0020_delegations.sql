-- The inbox asks for every open question whether it was delegated to somebody.
create index entries_delegations on entries ((header::jsonb->>'approval'))
  where kind = 'decided' and header::jsonb->>'decision' = 'delegate';
