-- The version that a drill was of, part by part: digests of instructions, models, limits, each tool and the map. Null: noted before there were any.
alter table evidence add column version jsonb;
