-- Says something of a difference.
-- $reconciliation_id  int        the comparison
-- $line_no            int        its line
-- $noted_at           timestamp  UTC
-- $actor              text       who
-- $is_handled         bool       whether it is done with
-- $note               text       in their words
insert into reconciliation_note
values ($reconciliation_id, $line_no, $noted_at, $actor, $is_handled, $note)
