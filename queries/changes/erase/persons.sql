-- A customer, and those who were merged into them, by inside number.
-- $customer_no  text  whom
select customer_id
from customer
where customer_no = $customer_no
union
select merged.customer_id
from customer as merged
join customer as heir on heir.customer_id = merged.merged_into
where heir.customer_no = $customer_no
order by customer_id
