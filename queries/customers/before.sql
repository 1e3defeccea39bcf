-- One row per import that changed one customer, oldest first: what it found, kept for its undo, as JSON text.
-- $customer_no        text  whose
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select customer_before.batch_id, cast(customer_before.before as varchar) as kept_before
from customer_before
join customer on customer.customer_id = customer_before.customer_id
where customer.customer_no = $customer_no
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by customer_before.batch_id
