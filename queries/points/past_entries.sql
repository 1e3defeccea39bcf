-- One row per movement of one customer from before the cut-over, newest first; none of them counts.
-- $customer_no  text  whose
-- $row_limit    int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    past_entry.occurred_at, cast(past_entry.kind as varchar) as kind, past_entry.points, past_entry.reason,
    past_entry.ref, past_entry.note, past_entry.store, past_entry.source, past_entry.batch_id
from past_entry
join customer on customer.customer_id = past_entry.customer_id
where customer.customer_no = $customer_no
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by
    past_entry.occurred_at desc nulls last, past_entry.points nulls last, past_entry.ref nulls last,
    past_entry.line nulls last
limit $row_limit
