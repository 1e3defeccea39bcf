-- The entries that can explain a difference, oldest first: up to the day of the comparison, since the customer agreed.
-- Those count that are dated after the last day on which both had the same, or were written after that was found.
-- $reconciliation_id  int  the comparison
-- $line_no            int  its line
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with this as (
    select kept.as_of, kept.other_system, kept.reconciliation_id, line.customer_id
    from reconciliation_line as line
    join reconciliation as kept on kept.reconciliation_id = line.reconciliation_id
    join customer on customer.customer_id = line.customer_id
    where line.reconciliation_id = cast($reconciliation_id as integer)
      and line.line_no = cast($line_no as integer)
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null
           or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
),
agreed as (
    select earlier.as_of, earlier.kept_at
    from reconciliation_line as line
    join reconciliation as earlier on earlier.reconciliation_id = line.reconciliation_id
    join this
        on this.customer_id = line.customer_id
        and this.other_system = earlier.other_system
        and earlier.reconciliation_id < this.reconciliation_id
        and earlier.as_of <= this.as_of
    where line.state = 'equal'
    order by earlier.as_of desc nulls last, earlier.reconciliation_id desc nulls last
    limit 1
)
select
    entry.entry_id, entry.occurred_at, late_entry.business_at, cast(entry.kind as varchar) as kind, entry.points,
    entry.reason, entry.ref, entry.store, entry.source, entry.batch_id, entry.actor, entry.recorded_at
from this
join point_entry as entry on entry.customer_id = this.customer_id
left join agreed on true
left join late_entry on late_entry.entry_id = entry.entry_id
where entry.occurred_at < this.as_of + interval 1 day
  and (agreed.as_of is null
       or entry.occurred_at >= agreed.as_of + interval 1 day
       or entry.recorded_at > agreed.kept_at)
order by entry.occurred_at, entry.entry_id
