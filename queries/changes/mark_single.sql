-- Notes that a customer lives by themselves again.
-- $customer_no  text       who
-- $updated_at   timestamp  UTC
update customer
set merged_into = null, updated_at = $updated_at
where customer_no = $customer_no
