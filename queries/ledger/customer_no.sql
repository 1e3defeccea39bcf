-- The outside number of one customer.
-- $customer_id  int  whose
select customer_no
from customer
where customer_id = $customer_id
