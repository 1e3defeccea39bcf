-- Adds one version of a rule.
-- $rule_id         bigint
-- $version         int
-- $name            text
-- $condition       text       still, ended or day
-- $months          int
-- $days            int
-- $statuses        text
-- $year_day        text
-- $tier            text
-- $store           text
-- $region          text
-- $department      text
-- $tag             text
-- $status          text
-- $without_status  text
-- $segment         bigint
-- $balance_from    decimal
-- $balance_until   decimal
-- $reason          text
-- $most_customers  bigint
-- $most_points     decimal
-- $is_on           bool
-- $seen_customers  bigint
-- $seen_points     decimal
-- $author          text
-- $changed_at      timestamp  UTC
-- $changed_on      date       by the programme's clock
-- $link_id         bigint     the command
insert into clearing_rule (
    rule_id, version, name, condition, months, days, statuses, year_day, tier, store, region, department, tag,
    status, without_status, segment, balance_from, balance_until, reason, most_customers, most_points, is_on,
    seen_customers, seen_points, author, changed_at, changed_on, link_id
)
values (
    $rule_id, $version, $name, $condition, $months, $days, $statuses, $year_day, $tier, $store, $region, $department,
    $tag, $status, $without_status, $segment, $balance_from, $balance_until, $reason, $most_customers, $most_points,
    $is_on, $seen_customers, $seen_points, $author, $changed_at, $changed_on, $link_id
)
