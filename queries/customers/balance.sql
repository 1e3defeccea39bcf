-- One row per day on which points of one customer moved, oldest first.
-- $customer_no  text  whose
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    day, points_in, points_out,
    cast(sum(points_in + points_out) over (order by day nulls last rows unbounded preceding)
        as decimal(18, 2)) as balance
from (
    select
        cast(occurred_at as date) as day,
        cast(sum(case when points > 0 then points else 0 end) as decimal(18, 2)) as points_in,
        cast(sum(case when points < 0 then points else 0 end) as decimal(18, 2)) as points_out
    from point_entry
    where customer_id in (
        select customer_id from customer
        where customer_no = $customer_no
          and (cast($scope_departments as varchar) is null
               or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
          and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0))
    group by 1
) as daily
order by day
