-- What was refused, and what somebody signed about who may do what.

-- Append-only, with a running chain of its own: a refusal changes nothing that answers depend on.
create table audit_refusal (
    refusal_id  bigint not null,
    recorded_at timestamp not null,         -- UTC, the first of those counted here
    last_at     timestamp not null,         -- UTC, the last of them
    times       bigint not null check (times > 0),
    command     varchar not null,
    actor       varchar not null,
    code        varchar not null,           -- which refusal
    details     json not null,              -- from where, and the values that are not personal
    chain       varchar not null            -- sha256(previous chain | all the columns above)
);

-- Append-only: one list of rights as a manager signed it.
create table permission_review (
    review_id   bigint not null,
    recorded_at timestamp not null,         -- UTC
    actor       varchar not null,           -- who signed
    users       bigint not null,
    grants      bigint not null,            -- rows of the list: a user and a right
    unused      bigint not null,            -- of them, not used for a long time
    list        json not null,
    link_id     bigint not null,
    checksum    ubigint not null            -- of all the columns above
);

create macro review_checksum(review_id, recorded_at, actor, users, grants, unused, list, link_id) as
    md5_number_lower(concat_ws(
        chr(31), review_id, epoch_us(recorded_at), actor, users, grants, unused, cast(list as varchar), link_id
    ));

create trigger audit_refusal_no_update before update on audit_refusal for each statement
    insert into guard select error('audit_refusal is append-only');
create trigger audit_refusal_no_delete before delete on audit_refusal for each statement
    insert into guard select error('audit_refusal is append-only');
create trigger permission_review_no_update before update on permission_review for each statement
    insert into guard select error('permission_review is append-only');
create trigger permission_review_no_delete before delete on permission_review for each statement
    insert into guard select error('permission_review is append-only');
