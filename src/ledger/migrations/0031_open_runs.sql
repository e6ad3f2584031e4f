-- Which questions are still waited for is asked of every open run, and of none of those that have ended.
create index runs_open on runs (id) include (incarnation, tenant) where status <> 'ended';
