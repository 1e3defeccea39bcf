-- Adds the record of a batch.
-- $batch_id       int        its id
-- $kind           text       import, sweep, merge, undo
-- $import_kind    text       customers, points
-- $title          text       the file's name
-- $file_digest    text       sha256 of the file
-- $source         text       the source system
-- $mapping        json       field to column
-- $recorded_at    timestamp  UTC
-- $actor          text       by whom
-- $rows           int        rows in the file
-- $entries        int        entries posted
-- $customers      int        customers concerned
-- $new_customers  int        customers created
-- $skipped        int        rows already in the book
-- $idle           int        rows with nothing to move
-- $problems       int        rows with problems
-- $points_in      decimal    sum of the credits
-- $points_out     decimal    sum of the debits, positive
-- $first_at       timestamp  oldest entry
-- $last_at        timestamp  newest entry
-- $undoes         int        the batch undone by this one
insert into batch
values (
    $batch_id, $kind, $import_kind, $title, $file_digest, $source, $mapping, $recorded_at, $actor,
    $rows, $entries, $customers, $new_customers, $skipped, $idle, $problems, $points_in,
    $points_out, $first_at, $last_at, $undoes, null
)
