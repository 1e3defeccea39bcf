-- Keeps a comparison; its number is the next free one.
-- $other_system  text       whose balances
-- $as_of         date       the day
-- $title         text       the file's name
-- $file_digest   text       of the file
-- $kept_at       timestamp  UTC
-- $actor         text       who keeps it
-- $reach         text       whose customers they saw
-- $equal         int        lines of each state
-- $different     int        likewise
-- $only_here     int        likewise
-- $only_there    int        likewise
-- $doubled       int        likewise
-- $here_points   decimal    in the book
-- $there_points  decimal    in the other system
-- $link_id       int        the link that seals it
insert into reconciliation
select
    *,
    reconciliation_checksum(
        reconciliation_id, other_system, as_of, title, file_digest, kept_at, actor, reach, equal_lines, different,
        only_here, only_there, doubled, here_points, there_points, link_id
    )
from (
    select
        (select cast(coalesce(max(reconciliation_id), 0) + 1 as integer) from reconciliation) as reconciliation_id,
        cast($other_system as varchar) as other_system, cast($as_of as date) as as_of, cast($title as varchar) as title,
        cast($file_digest as varchar) as file_digest, cast($kept_at as timestamp) as kept_at,
        cast($actor as varchar) as actor, cast($reach as varchar) as reach,
        cast($equal as bigint) as equal_lines, cast($different as bigint) as different,
        cast($only_here as bigint) as only_here, cast($only_there as bigint) as only_there,
        cast($doubled as bigint) as doubled, cast($here_points as decimal(18, 2)) as here_points,
        cast($there_points as decimal(18, 2)) as there_points, cast($link_id as bigint) as link_id
)
returning reconciliation_id, checksum
