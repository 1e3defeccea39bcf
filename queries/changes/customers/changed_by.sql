-- What one command changed of one customer, a row per field; nothing where its values were erased.
-- $customer_no  text    whose
-- $link_id      bigint  the command
select customer_change.field, customer_change.is_own, customer_change.before, customer_change.after
from customer_change
join customer on customer.customer_id = customer_change.customer_id
where customer.customer_no = $customer_no
  and customer_change.link_id = $link_id
  and customer_change.before is distinct from customer_change.after
