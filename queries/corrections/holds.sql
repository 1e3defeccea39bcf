-- One row per hold that still keeps points, the oldest first.
-- $customer_no  text  whose, null = everybody's
-- $hold_id      int   this one alone, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    point_hold.hold_id, customer.customer_no, customer.name, point_hold.occurred_at, point_hold.points,
    kept.held, point_hold.reason, point_hold.ref, point_hold.actor
from point_hold
join (
    select hold_id, cast(sum(points) as decimal(18, 2)) as held
    from hold_entry
    group by hold_id
    having cast(sum(points) as decimal(18, 2)) > 0
) as kept on kept.hold_id = point_hold.hold_id
join customer on customer.customer_id = point_hold.customer_id
where (cast($customer_no as varchar) is null or customer.customer_no = $customer_no)
  and (cast($hold_id as bigint) is null or point_hold.hold_id = cast($hold_id as bigint))
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by point_hold.hold_id
