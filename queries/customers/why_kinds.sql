-- One row per kind of one customer's entries until an instant: all rows together are the balance then.
-- $customer_no        text       whose
-- $as_of              timestamp  until when, inclusive, in the programme's local time; null = all
-- $scope_departments  text       customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text       customers of these owners alone, written likewise; null = no such limit
select
    cast(kind as varchar) as kind,
    cast(count(*) as bigint) as entries,
    cast(sum(points) as decimal(18, 2)) as points
from point_entry
where customer_id in (
    select customer_id from customer
    where customer_no = $customer_no
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0))
  and occurred_at <= coalesce(cast($as_of as timestamp), timestamp '9999-01-01 00:00:00')
group by kind
order by kind
