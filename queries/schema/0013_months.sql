-- Months that are closed, with their figures as they were; and entries that came too late for theirs.

-- Nothing is dated before this instant any more; null = no month is closed.
alter table book_state add column closed_until timestamp;

-- Append-only: entries of a closed month that are dated in the open one, with the date that they were said to have.
create table late_entry (
    entry_id    bigint not null,
    business_at timestamp not null,         -- the programme's local time, before the entry's occurred_at
    link_id     bigint not null,
    checksum    ubigint not null            -- of all the columns above
);

-- Append-only: one closing of a month, and the lines of its figures.
create table month_close (
    close_id  integer not null primary key,
    month     date not null,                -- its first day
    closed_at timestamp not null,           -- UTC
    actor     varchar not null,
    link_id   bigint not null,
    checksum  ubigint not null              -- of all the columns above
);
create table month_line (
    close_id  integer not null,
    place     integer not null,             -- the order on a page
    line      varchar not null,             -- start, each kind, end, active, new
    points    decimal(18, 2) not null,      -- signed; of active what the month moved, of new nothing
    entries   bigint not null,
    customers bigint not null,              -- of start and end those with points; else those with such an entry
    link_id   bigint not null,
    checksum  ubigint not null              -- of all the columns above
);

-- Append-only: a closing that was taken back. The key lets none be taken back twice.
create table month_reopening (
    close_id    integer not null primary key,
    reopened_at timestamp not null,         -- UTC
    actor       varchar not null,
    reason      varchar not null,
    link_id     bigint not null,
    checksum    ubigint not null            -- of all the columns above
);

-- The closings that stand.
create view month_closed as
select month_close.close_id, month_close.month, month_close.closed_at, month_close.actor
from month_close
where month_close.close_id not in (select close_id from month_reopening);

-- The only place that says what the checksums cover; insert and verify both call it.
create macro late_entry_checksum(entry_id, business_at, link_id) as
    md5_number_lower(concat(entry_id, chr(31), epoch_us(business_at), chr(31), link_id));
create macro month_close_checksum(close_id, month, closed_at, actor, link_id) as
    md5_number_lower(concat(
        close_id, chr(31), cast(month as varchar), chr(31), epoch_us(closed_at), chr(31), actor, chr(31), link_id
    ));
create macro month_line_checksum(close_id, place, line, points, entries, customers, link_id) as
    md5_number_lower(concat(
        close_id, chr(31), place, chr(31), line, chr(31), points, chr(31), entries, chr(31), customers, chr(31), link_id
    ));
create macro month_reopening_checksum(close_id, reopened_at, actor, reason, link_id) as
    md5_number_lower(concat(
        close_id, chr(31), epoch_us(reopened_at), chr(31), actor, chr(31), reason, chr(31), link_id
    ));

create trigger late_entry_no_update before update on late_entry for each statement
    insert into guard select error('late_entry is append-only');
create trigger late_entry_no_delete before delete on late_entry for each statement
    insert into guard select error('late_entry is append-only');
create trigger month_close_no_update before update on month_close for each statement
    insert into guard select error('month_close is append-only');
create trigger month_close_no_delete before delete on month_close for each statement
    insert into guard select error('month_close is append-only');
create trigger month_line_no_update before update on month_line for each statement
    insert into guard select error('month_line is append-only');
create trigger month_line_no_delete before delete on month_line for each statement
    insert into guard select error('month_line is append-only');
create trigger month_reopening_no_update before update on month_reopening for each statement
    insert into guard select error('month_reopening is append-only');
create trigger month_reopening_no_delete before delete on month_reopening for each statement
    insert into guard select error('month_reopening is append-only');
