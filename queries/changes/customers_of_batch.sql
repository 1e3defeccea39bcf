-- One row per customer whom a batch has entries of or whose fields it changed, with whom they were merged into.
-- $batch_id           int   the batch
-- $scope_departments  text  customers of these departments are seen, one a line between line ends; null = all
-- $scope_owner        text  customers of these owners are seen, written likewise; null = all
with concerned as (
    select customer_id
    from point_entry
    where batch_id = $batch_id
    union
    select customer_id
    from customer_change
    where batch_id = $batch_id
)
select
    customer.customer_no, heir.customer_no as merged_into,
    (cast($scope_departments as varchar) is null
        or coalesce(strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0, false))
    and (cast($scope_owner as varchar) is null
        or coalesce(strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0, false)) as is_seen
from concerned
join customer on customer.customer_id = concerned.customer_id
left join customer as heir on heir.customer_id = customer.merged_into
order by customer.customer_id
