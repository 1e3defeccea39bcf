-- One row per rule by which points clear by themselves: its newest version, and the last of its days that is done.
-- A day whose request for approval expired, because its numbers had moved, is to be done again.
-- $rule_id  bigint  this one alone, null = all
with run as (
    select
        clearing_run.rule_id, clearing_run.version, clearing_run.day, clearing_run.approval_id,
        case when clearing_run.approval_id is not null then coalesce(event.state, 'waiting') end as approval_state
    from clearing_run
    left join approval_event as event on event.approval_id = clearing_run.approval_id
    where clearing_run.outcome <> 'failed'
),

standing as (
    select rule_id, version, day, approval_id, approval_state
    from run
    where coalesce(approval_state, '') <> 'expired'
)

select
    rule.rule_id, rule.version, rule.name, rule.condition, rule.months, rule.days, rule.statuses, rule.year_day,
    rule.tier, rule.store, rule.region, rule.department, rule.tag, rule.status, rule.without_status, rule.segment,
    rule.balance_from, rule.balance_until, rule.reason, rule.most_customers, rule.most_points, rule.is_on,
    rule.seen_customers, rule.seen_points, rule.author, rule.changed_at, rule.changed_on,
    run.day as done_day, run.version as done_version, run.approval_id, run.approval_state,
    coalesce(expired.days, 0) as expired
from clearing_rule as rule
join (
    select rule_id, max(version) as version
    from clearing_rule
    group by rule_id
) as newest on newest.rule_id = rule.rule_id and newest.version = rule.version
left join (
    select rule_id, max(day) as day
    from standing
    group by rule_id
) as done on done.rule_id = rule.rule_id
left join standing as run on run.rule_id = done.rule_id and run.day = done.day
left join (
    select rule_id, count(*) as days
    from run
    where approval_state = 'expired'
    group by rule_id
) as expired on expired.rule_id = rule.rule_id
where (cast($rule_id as bigint) is null or rule.rule_id = cast($rule_id as bigint))
order by rule.is_on desc, rule.name, rule.rule_id
