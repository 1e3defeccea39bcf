-- Changes beyond somebody's limits, kept until somebody else decides about them.

-- Append-only: what is asked for. Its words are kept apart, since they may name people and erasure takes them.
create table approval_request (
    approval_id    integer not null primary key,
    asked_at       timestamp not null,      -- UTC
    author         varchar not null,
    kind           varchar not null,        -- single or batch
    way            varchar not null,        -- of the change or of the batch
    customer_id    integer,                 -- of a single change
    other_id       integer,                 -- who receives, where there is somebody
    revision       bigint,                  -- of a single change: how often its customer had changed
    other_revision bigint,
    customers      bigint not null,
    points_in      decimal(18, 2) not null,
    points_out     decimal(18, 2) not null,
    outcome_digest varchar not null,        -- what it would do
    content_digest varchar not null,        -- of the change as it is kept
    reason_digest  varchar not null,        -- of what the author gives as a reason
    link_id        bigint not null,
    checksum       ubigint not null         -- of all the columns above
);

-- Append-only, one row per request: how it ended. The key lets no request end twice.
create table approval_event (
    approval_id    integer not null primary key,
    decided_at     timestamp not null,      -- UTC
    state          varchar not null check (state in ('approved', 'refused', 'withdrawn', 'expired')),
    actor          varchar not null,
    moved          varchar,                 -- of an expired one: what had moved
    answer_digest  varchar,                 -- of what was said to the author
    first_entry_id bigint,                  -- of an approved one: the entries it wrote
    last_entry_id  bigint,
    link_id        bigint not null,
    checksum       ubigint not null         -- of all the columns above
);

create table approval_text (
    approval_id integer not null,
    part        varchar not null,           -- content, reason or answer
    text        varchar not null
);

create macro approval_request_checksum(
    approval_id, asked_at, author, kind, way, customer_id, other_id, revision, other_revision, customers, points_in,
    points_out, outcome_digest, content_digest, reason_digest, link_id
) as md5_number_lower(concat(
    approval_id, chr(31), epoch_us(asked_at), chr(31), author, chr(31), kind, chr(31), way, chr(31), customer_id,
    chr(31), other_id, chr(31), revision, chr(31), other_revision, chr(31), customers, chr(31), points_in, chr(31), points_out, chr(31), outcome_digest, chr(31),
    content_digest, chr(31), reason_digest, chr(31), link_id
));
create macro approval_event_checksum(
    approval_id, decided_at, state, actor, moved, answer_digest, first_entry_id, last_entry_id, link_id
) as md5_number_lower(concat(
    approval_id, chr(31), epoch_us(decided_at), chr(31), state, chr(31), actor, chr(31), moved, chr(31),
    answer_digest, chr(31), first_entry_id, chr(31), last_entry_id, chr(31), link_id
));

create trigger approval_request_no_update before update on approval_request for each statement
    insert into guard select error('approval_request is append-only');
create trigger approval_request_no_delete before delete on approval_request for each statement
    insert into guard select error('approval_request is append-only');
create trigger approval_event_no_update before update on approval_event for each statement
    insert into guard select error('approval_event is append-only');
create trigger approval_event_no_delete before delete on approval_event for each statement
    insert into guard select error('approval_event is append-only');
