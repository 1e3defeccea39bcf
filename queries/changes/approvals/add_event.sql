-- Adds how one request ended.
-- $approval_id     int        which
-- $decided_at      timestamp  UTC
-- $state           text       approved, refused, withdrawn or expired
-- $actor           text       who decided
-- $moved           text       of an expired one: what had moved
-- $answer_digest   text       of what was said to the author, null = nothing
-- $first_entry_id  int        of an approved one: its first entry, null = none
-- $last_entry_id   int        and its last
-- $link_id         int        the link that seals it
insert into approval_event
select
    approval_id, decided_at, state, actor, moved, answer_digest, first_entry_id, last_entry_id, link_id,
    approval_event_checksum(
        approval_id, decided_at, state, actor, moved, answer_digest, first_entry_id, last_entry_id, link_id
    )
from (
    select
        cast($approval_id as integer) as approval_id, cast($decided_at as timestamp) as decided_at,
        cast($state as varchar) as state, cast($actor as varchar) as actor, cast($moved as varchar) as moved,
        cast($answer_digest as varchar) as answer_digest, cast($first_entry_id as bigint) as first_entry_id,
        cast($last_entry_id as bigint) as last_entry_id, cast($link_id as bigint) as link_id
)
returning checksum
