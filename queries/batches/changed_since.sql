-- One row per field of a customer that an edit of many customers changed and somebody changed since, by customer.
-- An undo leaves it. Before, after and now; dates as 2026-03-05. One that was set back since is none of them.
-- $batch_id           int   the edit
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with edited as (
    select customer_change.customer_id, customer_change.field, customer_change.link_id, customer_change.before, customer_change.after
    from customer_change
    join batch on batch.batch_id = customer_change.batch_id
    where customer_change.batch_id = $batch_id
      and batch.kind = 'edit'
      and customer_change.before is distinct from customer_change.after
),
newest as (
    select later.customer_id, later.field, max(later.link_id) as link_id
    from customer_change as later
    join edited
        on edited.customer_id = later.customer_id
        and edited.field = later.field
        and edited.link_id < later.link_id
    where not later.is_own
    group by later.customer_id, later.field
)
select
    customer.customer_no, edited.field as changed_field, edited.before as edited_from, edited.after as edited_to,
    now.after as edited_now
from newest
join edited on edited.customer_id = newest.customer_id and edited.field = newest.field
join customer_change as now
    on now.customer_id = newest.customer_id
    and now.field = newest.field
    and now.link_id = newest.link_id
    and not now.is_own
join customer on customer.customer_id = newest.customer_id
where now.after is distinct from edited.after
  and now.after is distinct from edited.before
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by customer.customer_no, edited.field
