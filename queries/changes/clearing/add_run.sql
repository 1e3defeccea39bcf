-- Notes what became of a rule on one of its days.
-- $rule_id      bigint
-- $version      int
-- $day          date
-- $outcome      text       posted, nobody, waiting or failed
-- $customers    bigint
-- $points       decimal    positive
-- $left_out     json
-- $batch_id     int
-- $approval_id  int
-- $failure      json
-- $ran_at       timestamp  UTC
-- $link_id      bigint     the command
insert into clearing_run (
    rule_id, version, day, outcome, customers, points, left_out, batch_id, approval_id, failure, ran_at, link_id
)
values (
    $rule_id, $version, $day, $outcome, $customers, $points, $left_out, $batch_id, $approval_id, $failure, $ran_at,
    $link_id
)
