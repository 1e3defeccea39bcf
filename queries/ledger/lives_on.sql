-- One row if a customer was merged into another, at once or by several merges.
-- $customer_no  text  who
-- $heir_no      text  into whom
with recursive heir as (
    select customer_id, merged_into
    from customer
    where customer_no = $customer_no
    union
    select customer.customer_id, customer.merged_into
    from heir
    join customer on customer.customer_id = heir.merged_into
)

select customer.customer_id
from customer
where customer.customer_no = $heir_no
  and customer.customer_id in (select customer_id from heir)
