-- One row if a customer may be seen by one whose scope is narrow: they, and whoever they were merged into, are in it.
-- $customer_no        text  which, null = by $customer_id, $entry_id or $hold_id
-- $customer_id        int   the same by the inside number
-- $entry_id           int   whose entry it is
-- $hold_id            int   whose held points they are
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select customer.customer_id
from customer
left join customer as heir on heir.customer_id = customer.merged_into
where (customer.customer_no = $customer_no
       or customer.customer_id = $customer_id
       or customer.customer_id in (select customer_id from point_entry where entry_id = $entry_id)
       or customer.customer_id in (select customer_id from point_hold where hold_id = $hold_id))
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
  and (heir.customer_id is null
       or ((cast($scope_departments as varchar) is null
            or strpos($scope_departments, chr(10) || heir.department || chr(10)) > 0)
           and (cast($scope_owner as varchar) is null
                or strpos($scope_owner, chr(10) || heir.owner || chr(10)) > 0)))
