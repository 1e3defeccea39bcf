-- The account of one customer, in hundredths.
-- $customer_no  text  whose
select
    customer.customer_id, customer.customer_no, cast(account.balance * 100 as bigint) as balance,
    cast(account.debt * 100 as bigint) as debt, account.revision,
    customer.merged_into
from customer
join account on account.customer_id = customer.customer_id
where customer.customer_no = $customer_no
