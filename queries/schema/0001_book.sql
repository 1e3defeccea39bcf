-- The first shape of a book: customers, entries, lots, holds, batches, and the chain of writes.

create type entry_kind as enum (
    'opening', 'earn', 'restore', 'adjust_up', 'transfer_in', 'merge_in',
    'redeem', 'adjust_down', 'clear', 'expire', 'claw_back', 'transfer_out', 'merge_out'
);

-- Programme settings: timezone, decimals, claw_back_policy, restore_grace_days.
create table setting (name varchar primary key, value varchar not null);

-- One row. The next free ids, the version of the data and the head of the chain.
create table book_state (
    book_id          varchar not null,
    data_version     bigint not null,
    last_customer_id integer not null,
    last_entry_id    bigint not null,
    last_batch_id    integer not null,
    last_hold_id     bigint not null,
    last_link_id     bigint not null,
    chain            varchar not null
);

-- Everything personal about a customer lives here and nowhere else.
create table customer (
    customer_id     integer not null,
    customer_no     varchar not null,
    name            varchar,
    phone           varchar,
    email           varchar,
    gender          varchar,
    birthday        date,
    joined_on       date,
    region          varchar,
    city            varchar,
    store           varchar,
    department      varchar,
    owner           varchar,
    tier            varchar,
    status          varchar,
    source          varchar,
    tags            varchar,             -- words separated by commas
    fields          json,                -- the company's own fields
    search_text     varchar not null using compression uncompressed, -- what a search looks through, lower case, one word a line
    merged_into     integer,
    batch_id        integer,             -- the import that brought the customer, null when added by hand
    created_at      timestamp not null,  -- UTC
    updated_at      timestamp not null   -- UTC
);

-- What an import changed of customers that were there before, so that its undo can give it back.
create table customer_before (batch_id integer not null, customer_id integer not null, before json not null);

-- Append-only: one signed movement of points.
create table point_entry (
    entry_id          bigint not null,
    customer_id       integer not null,
    kind              entry_kind not null,
    points            decimal(18, 2) not null,
    occurred_at       timestamp not null,   -- the programme's local time
    recorded_at       timestamp not null,   -- UTC
    available_from    timestamp,            -- set exactly when the entry opened a lot
    expires_at        timestamp,            -- of that lot; null = never
    reason            varchar,
    source            varchar not null,
    ref               varchar,
    line              integer not null,
    store             varchar,
    channel           varchar,
    campaign          varchar,
    amount            decimal(18, 2),       -- money of the order behind it
    reverses_entry_id bigint,
    batch_id          integer,
    requested         decimal(18, 2) not null check (requested >= 0),
    short             decimal(18, 2) not null check (short >= 0),
    rule_version      integer,
    actor             varchar not null,
    approver          varchar,
    note_digest       ubigint,              -- of entry_note.note, so that a note can be erased but not changed
    key_hash          ubigint,              -- the exactly-once key, null where there is none
    checksum          ubigint not null      -- of all the columns above
);

-- Notes may be erased; their digests stay in the entries.
create table entry_note (entry_id bigint not null, note varchar not null);

-- Append-only: what an entry did to which lot. A row without a lot is debt.
create table lot_entry (
    entry_id      bigint not null,
    customer_id   integer not null,
    lot_entry_id  bigint,                   -- the entry that opened the lot
    points        decimal(18, 2) not null,
    effective_at  timestamp not null,       -- never before the debt it pays was made
    debt_entry_id bigint                    -- the debit whose debt is made or paid
);

-- Append-only: points reserved, and what became of them.
create table point_hold (
    hold_id     bigint not null,
    customer_id integer not null,
    points      decimal(18, 2) not null check (points > 0),
    occurred_at timestamp not null,
    recorded_at timestamp not null,
    reason      varchar,
    source      varchar not null,
    ref         varchar,
    actor       varchar not null,
    link_id     bigint not null
);
create table hold_entry (
    hold_id      bigint not null,
    customer_id  integer not null,
    lot_entry_id bigint not null,
    points       decimal(18, 2) not null,   -- positive: held; negative: released, settled or cleared
    occurred_at  timestamp not null,
    entry_id     bigint,                    -- the debit that took the points, null when released
    link_id      bigint not null
);

-- An import, a sweep or a merge: many entries that can be undone together.
create table batch (
    batch_id      integer primary key,
    kind          varchar not null,         -- import, sweep, merge, undo
    import_kind   varchar,                  -- customers, points
    title         varchar not null,         -- the file's name
    file_digest   varchar,
    source        varchar,
    mapping       json,
    recorded_at   timestamp not null,
    actor         varchar not null,
    rows          bigint not null,
    entries       bigint not null,
    customers     bigint not null,
    new_customers bigint not null,
    skipped       bigint not null,          -- rows already in the book
    idle          bigint not null,          -- rows with nothing to move
    problems      bigint not null,
    points_in     decimal(18, 2) not null,
    points_out    decimal(18, 2) not null,
    first_at      timestamp,
    last_at       timestamp,
    undoes        integer,                  -- the batch this one undid
    undone_by     integer                   -- the batch that undid this one
);

-- Append-only: one link per command, each sealing the rows it wrote and the link before it.
create table audit_link (
    link_id        bigint not null,
    recorded_at    timestamp not null,
    command        varchar not null,
    actor          varchar not null,
    request_id     varchar unique,
    content_digest varchar not null,        -- of what was asked
    details        json not null,           -- what was asked, without personal data
    receipt        json not null,           -- what was answered
    first_entry_id bigint,
    last_entry_id  bigint,
    rows_digest    varchar not null,        -- sha256 over the rows written
    chain          varchar not null         -- sha256(previous chain | header | rows_digest)
);

-- Derived, rebuilt and compared by verify: the account row and the lots and debts still open.
create table account (
    customer_id    integer not null,
    balance        decimal(18, 2) not null,
    lots           decimal(18, 2) not null check (lots >= 0),
    debt           decimal(18, 2) not null check (debt >= 0),
    entry_count    bigint not null,
    earned         decimal(18, 2) not null, -- lifetime, gross
    first_entry_at timestamp,
    last_entry_at  timestamp,
    revision       bigint not null,
    check (balance = lots - debt)
);
create table open_lot (
    lot_entry_id   bigint not null,
    customer_id    integer not null,
    remaining      decimal(18, 2) not null check (remaining > 0),
    held           decimal(18, 2) not null check (held >= 0),
    occurred_at    timestamp not null,
    available_from timestamp not null,
    expires_at     timestamp,
    check (held <= remaining)
);
create table open_debt (
    debt_entry_id bigint not null,
    customer_id   integer not null,
    remaining     decimal(18, 2) not null check (remaining > 0),
    occurred_at   timestamp not null
);

-- The only place that says what an entry's checksum covers; insert and verify both call it.
create macro entry_checksum(
    entry_id, customer_id, kind, points, occurred_at, recorded_at, available_from, expires_at,
    reason, source, ref, line, store, channel, campaign, amount, reverses_entry_id, batch_id,
    requested, short, rule_version, actor, approver, note_digest, key_hash
) as md5_number_lower(concat_ws(
    chr(31), entry_id, customer_id, kind, points, epoch_us(occurred_at), epoch_us(recorded_at),
    coalesce(epoch_us(cast(available_from as timestamp)), 0), coalesce(epoch_us(cast(expires_at as timestamp)), 0), coalesce(reason, chr(30)), source,
    coalesce(ref, chr(30)), line, coalesce(store, chr(30)), coalesce(channel, chr(30)), coalesce(campaign, chr(30)),
    coalesce(cast(amount as varchar), chr(30)), coalesce(reverses_entry_id, 0), coalesce(batch_id, 0),
    requested, short, coalesce(rule_version, 0), actor, coalesce(approver, chr(30)),
    coalesce(note_digest, 0), coalesce(key_hash, 0)
));

-- Whole hundredths, as the kernel counts, to points: exact, no float on the way.
create macro from_hundredths(amount) as
    cast(cast(amount as decimal(18, 0)) * cast(0.01 as decimal(2, 2)) as decimal(18, 2));

-- Entries are corrected by adding, never by changing.
create table guard (message varchar);
create trigger point_entry_no_update before update on point_entry for each statement
    insert into guard select error('point_entry is append-only');
create trigger point_entry_no_delete before delete on point_entry for each statement
    insert into guard select error('point_entry is append-only');
create trigger lot_entry_no_update before update on lot_entry for each statement
    insert into guard select error('lot_entry is append-only');
create trigger lot_entry_no_delete before delete on lot_entry for each statement
    insert into guard select error('lot_entry is append-only');
create trigger point_hold_no_update before update on point_hold for each statement
    insert into guard select error('point_hold is append-only');
create trigger point_hold_no_delete before delete on point_hold for each statement
    insert into guard select error('point_hold is append-only');
create trigger hold_entry_no_update before update on hold_entry for each statement
    insert into guard select error('hold_entry is append-only');
create trigger hold_entry_no_delete before delete on hold_entry for each statement
    insert into guard select error('hold_entry is append-only');
create trigger audit_link_no_update before update on audit_link for each statement
    insert into guard select error('audit_link is append-only');
create trigger audit_link_no_delete before delete on audit_link for each statement
    insert into guard select error('audit_link is append-only');

-- The exactly-once key of an entry: its outside number, or else what it says; `line` is its number
-- among equal ones. Python's ledger/keys.py computes the first form alike.
create macro entry_key(source, ref, customer_no, kind, occurred_at, hundredths, line) as
    md5_number_lower(
        case
            when ref is not null then concat_ws(chr(31), 'ref', source, ref, kind, line)
            else concat_ws(
                chr(31), 'row', source, customer_no, kind, epoch_us(cast(occurred_at as timestamp)), hundredths, line
            )
        end
    );
