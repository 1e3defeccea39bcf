-- One entry, with whose it is, what was said of it, and how much of its lot is left.
-- $entry_id  int  which
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    point_entry.entry_id, customer.customer_no, customer.name, cast(point_entry.kind as varchar) as kind,
    point_entry.points, point_entry.occurred_at, point_entry.reason, point_entry.ref, point_entry.campaign,
    point_entry.store, point_entry.actor, point_entry.batch_id, point_entry.available_from, point_entry.expires_at,
    point_entry.reverses_entry_id, coalesce(open_lot.remaining, 0) as remaining, coalesce(open_lot.held, 0) as held
from point_entry
join customer on customer.customer_id = point_entry.customer_id
left join open_lot on open_lot.lot_entry_id = point_entry.entry_id
where point_entry.entry_id = $entry_id
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
