-- One row per version of a rule by which points clear by themselves, newest first.
-- $rule_id  bigint  which rule
select
    rule_id, version, name, condition, months, days, statuses, year_day, tier, store, region, department, tag, status,
    without_status, segment, balance_from, balance_until, reason, most_customers, most_points, is_on,
    seen_customers, seen_points, author, changed_at
from clearing_rule
where rule_id = cast($rule_id as bigint)
order by version desc
