-- What was changed of customers, field by field, and pairs of customers who are not the same person.

-- The link says who and when. Values may be erased; that something was changed stays.
create table customer_change (
    link_id     bigint not null,    -- the command
    batch_id    integer,            -- the import or its undo; null = one customer by hand
    customer_id integer not null,
    field       varchar not null,
    is_own      boolean not null,   -- whether the field is one of the company's own
    before      varchar,            -- dates as 2026-03-05
    after       varchar
);

-- Somebody looked at both and said so; the smaller number is the first.
create table customer_apart (
    first_id  integer not null,
    second_id integer not null,
    link_id   bigint not null       -- the command
);
