-- Entries that a later import took back, and history from before a cut-over that is only read.

-- Entries that an import replaced: its file, of the same source and period, no longer has them.
create table replaced_entry (
    batch_id integer not null,          -- the import that replaced them
    entry_id bigint not null
);

-- Their exactly-once keys rest as long as that import stands, and are alive again once it is undone.
create view resting_entry as
select replaced_entry.entry_id
from replaced_entry
join batch on batch.batch_id = replaced_entry.batch_id
where batch.undone_by is null;

-- Movements from before the day on which the book began to count: no lot, no balance, nothing to sum.
-- Undo and erasure take them away, so nothing guards them.
create table past_entry (
    batch_id    integer not null,       -- the import that brought it
    customer_id integer not null,
    kind        entry_kind not null,
    points      decimal(18, 2) not null,
    occurred_at timestamp not null,     -- the programme's local time
    reason      varchar,
    source      varchar not null,
    ref         varchar,
    line        integer not null,
    store       varchar,
    note        varchar,
    key_hash    ubigint not null        -- the exactly-once key, as an entry would have it
);
