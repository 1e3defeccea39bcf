-- The bare scan of one customer's entries, columns of a statement.
-- $customer_no  text  whose
select max(entry_id), max(occurred_at), max(kind), cast(sum(points) as decimal(18, 2)), max(reason), max(ref)
from point_entry
where customer_id = (select customer_id from customer where customer_no = $customer_no)
