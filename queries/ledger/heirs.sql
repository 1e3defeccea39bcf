-- A customer, and everybody into whom they were merged, at once or by several merges.
-- $customer_no  text  who
with recursive heir as (
    select customer_id, customer_no, merged_into
    from customer
    where customer_no = $customer_no
    union
    select customer.customer_id, customer.customer_no, customer.merged_into
    from heir
    join customer on customer.customer_id = heir.merged_into
)

select customer_no
from heir
order by customer_id
