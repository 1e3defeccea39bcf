-- One row per link and kind of records that name it: which links sealed orders, rewards, redemptions, reviews, approvals, months, late entries or comparisons.
select link_id, 'orders' as kind
from customer_order
group by link_id
union all
select link_id, 'rewards' as kind
from reward
group by link_id
union all
select link_id, 'redemptions' as kind
from redemption
group by link_id
union all
select link_id, 'reviews' as kind
from permission_review
group by link_id
union all
select link_id, 'approvals' as kind
from (
    select link_id
    from approval_request
    union all
    select link_id
    from approval_event
) as approval
group by link_id
union all
select link_id, 'months' as kind
from (
    select link_id
    from month_close
    union all
    select link_id
    from month_reopening
) as months
group by link_id
union all
select link_id, 'late' as kind
from late_entry
group by link_id
union all
select link_id, 'reconciliations' as kind
from reconciliation
group by link_id
order by 1, 2
