-- One row per reason of one customer: what it brought and what it took, the largest first.
-- $customer_no  text  whose
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    reason,
    cast(sum(case when points > 0 then points else 0 end) as decimal(18, 2)) as points_in,
    cast(sum(case when points < 0 then points else 0 end) as decimal(18, 2)) as points_out,
    cast(count(*) as bigint) as entries
from point_entry
where customer_id in (
    select customer_id from customer
    where customer_no = $customer_no
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0))
  and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
  and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
group by reason
order by cast(sum(abs(points)) as decimal(18, 2)) desc nulls last, reason nulls last
