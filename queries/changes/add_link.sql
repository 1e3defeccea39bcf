-- Adds one link to the chain of writes.
-- $link_id         int        the next number
-- $recorded_at     timestamp  UTC
-- $command         text       what was done
-- $actor           text       by whom
-- $request_id      text       done once for ever, null = no such key
-- $content_digest  text       sha256 of what was asked
-- $details         json       what was asked, without personal data
-- $receipt         json       what was answered
-- $first_entry_id  int        first entry written, null = none
-- $last_entry_id   int        last entry written, null = none
-- $rows_digest     text       sha256 over the rows written
-- $chain           text       sha256 over the chain before and this link
insert into audit_link
values (
    $link_id, $recorded_at, $command, $actor, $request_id, $content_digest, $details, $receipt,
    $first_entry_id, $last_entry_id, $rows_digest, $chain
)
