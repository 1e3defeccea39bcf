-- Adds a hold.
-- $hold_id      int        its id
-- $customer_id  int        whose points
-- $points       decimal    how many
-- $occurred_at  timestamp  the programme's local time
-- $recorded_at  timestamp  UTC
-- $reason       text       why
-- $source       text       from where
-- $ref          text       outside number, null = none
-- $actor        text       by whom
-- $link_id      int        the link that seals it
insert into point_hold
values (
    $hold_id, $customer_id, $points, $occurred_at, $recorded_at, $reason, $source, $ref, $actor, $link_id
)
