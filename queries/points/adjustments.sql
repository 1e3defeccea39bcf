-- One row per entry made by hand that corrects points, newest first in the order of posting.
-- Before and after are the balances as they were when it was posted.
-- $since        date  first day of business time or of posting (UTC), null = from the beginning
-- $customer_no  text  whose, null = everybody's
-- $row_limit    int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with manual as (
    select
        entry_id, customer_id, kind, points, occurred_at, recorded_at, reason, ref, actor, reverses_entry_id
    from point_entry
    where batch_id is null
      and (kind in ('adjust_up', 'adjust_down', 'clear') or reverses_entry_id is not null)
      and kind <> 'expire'
      and (recorded_at >= coalesce(cast($since as date), date '0001-01-01')
           or occurred_at >= coalesce(cast($since as date), date '0001-01-01'))
      and (cast($customer_no as varchar) is null
           or customer_id in (select customer_id from customer where customer_no = $customer_no))
      and (coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
         or customer_id in (
             select customer_id from customer
             where coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
               and (cast($scope_departments as varchar) is null
                    or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
               and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
    order by entry_id desc nulls last
    limit $row_limit
),
posted_since as (
    select entry_id, customer_id, points
    from point_entry
    where entry_id >= (select min(entry_id) from manual)
      and customer_id in (select customer_id from manual)
),
later as (
    select
        entry_id,
        cast(coalesce(sum(points) over (
            partition by customer_id order by entry_id desc nulls last
            rows between unbounded preceding and 1 preceding), 0) as decimal(18, 2)) as points
    from posted_since
),
reversed as (
    select reverses_entry_id, cast(sum(points) as decimal(18, 2)) as points
    from point_entry
    where reverses_entry_id in (select entry_id from manual)
    group by reverses_entry_id
)
select
    manual.entry_id, manual.occurred_at, customer.customer_no, customer.name,
    cast(manual.kind as varchar) as kind, manual.points,
    cast(account.balance - later.points - manual.points as decimal(18, 2)) as balance_before,
    cast(account.balance - later.points as decimal(18, 2)) as balance_after,
    manual.reason, manual.ref, nullif(entry_note.note, '') as note, manual.actor, manual.recorded_at,
    manual.reverses_entry_id,
    cast(abs(manual.points) - abs(coalesce(reversed.points, 0)) as decimal(18, 2)) as reversible,
    case
        when reversed.points is null then 'posted'
        when abs(reversed.points) < abs(manual.points) then 'part_reversed'
        else 'reversed'
    end as state
from manual
join later on later.entry_id = manual.entry_id
join account on account.customer_id = manual.customer_id
join customer on customer.customer_id = manual.customer_id
left join reversed on reversed.reverses_entry_id = manual.entry_id
left join entry_note on entry_note.entry_id = manual.entry_id
order by manual.entry_id desc
