-- Balances of another system compared with the book's, and what became of their differences; views of pages saved by name.

-- Append-only: one comparison that was kept.
create table reconciliation (
    reconciliation_id integer not null primary key,
    other_system      varchar not null,
    as_of             date not null,        -- balances at the end of this day
    title             varchar not null,     -- the file's name
    file_digest       varchar not null,
    kept_at           timestamp not null,   -- UTC
    actor             varchar not null,
    reach             varchar not null,     -- whose customers the actor saw: all, department or own
    equal_lines       bigint not null,
    different         bigint not null,
    only_here         bigint not null,
    only_there        bigint not null,
    doubled           bigint not null,      -- customers whom the file names with several balances
    here_points       decimal(18, 2) not null, -- of all lines but doubled ones
    there_points      decimal(18, 2) not null,
    link_id           bigint not null,
    checksum          ubigint not null      -- of all the columns above
);

-- Its lines, equal ones too: a later comparison asks when a customer agreed last.
create table reconciliation_line (
    reconciliation_id integer not null,
    line_no           integer not null,
    customer_id       integer,              -- null = the book has nobody of that number
    outside_no        varchar,              -- the number of such a one; erasure takes it
    state             varchar not null,     -- equal, different, only_here, only_there or doubled
    here              decimal(18, 2),
    there             decimal(18, 2)
);

-- What somebody says of a difference; the newest counts. Erasure takes the words.
create table reconciliation_note (
    reconciliation_id integer not null,
    line_no           integer not null,
    noted_at          timestamp not null,   -- UTC
    actor             varchar not null,
    is_handled        boolean not null,
    note              varchar
);

create macro reconciliation_checksum(
    reconciliation_id, other_system, as_of, title, file_digest, kept_at, actor, reach, equal_lines, different,
    only_here, only_there, doubled, here_points, there_points, link_id
) as md5_number_lower(concat(
    reconciliation_id, chr(31), other_system, chr(31), cast(as_of as varchar), chr(31), title, chr(31), file_digest,
    chr(31), epoch_us(kept_at), chr(31), actor, chr(31), reach, chr(31), equal_lines, chr(31), different, chr(31),
    only_here, chr(31), only_there, chr(31), doubled, chr(31), here_points, chr(31), there_points, chr(31), link_id
));

create trigger reconciliation_no_update before update on reconciliation for each statement
    insert into guard select error('reconciliation is append-only');
create trigger reconciliation_no_delete before delete on reconciliation for each statement
    insert into guard select error('reconciliation is append-only');

-- Views: the filters of a page kept under a name. Erasure takes those that name the customer.
create table saved_view (
    view_id    bigint primary key,          -- the link that made it: never used twice
    page       varchar not null,
    name       varchar not null,
    owner      varchar not null,
    is_shared  boolean not null,
    query      json not null,               -- what the address says: name → value
    created_at timestamp not null,          -- UTC
    updated_at timestamp not null           -- UTC
);
