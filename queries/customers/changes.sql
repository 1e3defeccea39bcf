-- One row per field of one customer that was changed, newest first, with who did it; dates as 2026-03-05.
-- What an import or its undo changed has its number in batch_id.
-- $customer_no        text  whose
-- $row_limit          int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    customer_change.link_id as link_no, audit_link.recorded_at, audit_link.actor, audit_link.command,
    customer_change.batch_id, customer_change.field as changed_field, customer_change.is_own,
    customer_change.before as changed_from, customer_change.after as changed_to
from customer_change
join customer on customer.customer_id = customer_change.customer_id
join audit_link on audit_link.link_id = customer_change.link_id
where customer.customer_no = $customer_no
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by customer_change.link_id desc, customer_change.field
limit $row_limit
