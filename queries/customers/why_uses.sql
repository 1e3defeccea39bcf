-- One row per lot of one customer and entry that took from it or gave back to it, until an instant, oldest first.
-- lot_entry_id is null for what was owed: negative rows made the debt, positive ones paid it.
-- $customer_no        text       whose
-- $as_of              timestamp  until when, inclusive, in the programme's local time; null = all
-- $lots               text       of these lots alone (lot_entry_id), separated by commas, besides the debt; null = all
-- $scope_departments  text       customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text       customers of these owners alone, written likewise; null = no such limit
with whose as (
    select customer_id from customer
    where customer_no = $customer_no
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),

part as (
    select
        lot_entry_id, entry_id, max(effective_at) as used_at,
        cast(sum(points) as decimal(18, 2)) as points
    from lot_entry
    where customer_id in (select customer_id from whose)
      and effective_at <= coalesce(cast($as_of as timestamp), timestamp '9999-01-01 00:00:00')
      and (lot_entry_id is null
           or (lot_entry_id <> entry_id
               and (cast($lots as varchar) is null
                    or strpos(',' || cast($lots as varchar) || ',', ',' || cast(lot_entry_id as varchar) || ',') > 0)))
    group by lot_entry_id, entry_id
    having cast(sum(points) as decimal(18, 2)) <> 0
)

select
    part.lot_entry_id, part.used_at, part.entry_id, cast(entry.kind as varchar) as kind, entry.reason, entry.ref,
    part.points
from part
join point_entry as entry on entry.entry_id = part.entry_id
where entry.customer_id in (select customer_id from whose)
order by part.used_at, part.entry_id, part.lot_entry_id nulls last
