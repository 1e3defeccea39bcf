-- One row per day on which points of one customer are usable for the last time, soonest first.
-- $customer_no  text       whose
-- $as_of        timestamp  the programme's local time, null = all that have not been swept
-- $row_limit    int        rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    -- Points are gone from the instant expires_at on, mostly the midnight after the last day.
    cast(open_lot.expires_at - interval 1 second as date) as expires_on,
    cast(sum(open_lot.remaining - open_lot.held) as decimal(18, 2)) as points,
    cast(sum(open_lot.held) as decimal(18, 2)) as held
from open_lot
where open_lot.customer_id in (
    select customer_id from customer
    where customer_no = $customer_no
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0))
  and open_lot.expires_at is not null
  and (cast($as_of as timestamp) is null or open_lot.expires_at > cast($as_of as timestamp))
group by 1
order by expires_on
limit $row_limit
