-- One row per field of a customer that an edit of many customers changed, by customer; dates as 2026-03-05.
-- $batch_id           int   the edit; of any other batch nothing
-- $row_limit          int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    customer.customer_no, customer_change.field as changed_field, customer_change.before as edited_from,
    customer_change.after as edited_to
from customer_change
join batch on batch.batch_id = customer_change.batch_id
join customer on customer.customer_id = customer_change.customer_id
where customer_change.batch_id = $batch_id
  and batch.kind = 'edit'
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by customer.customer_no, customer_change.field
limit $row_limit
