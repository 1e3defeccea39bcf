-- The bare scan of one customer's entries, columns of a statement.
-- $customer_id  int  whose
select max(entry_id), max(occurred_at), max(kind), cast(sum(points) as decimal(18, 2)), max(reason), max(ref)
from point_entry
where customer_id = $customer_id
