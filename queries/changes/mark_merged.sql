-- Notes that a customer lives on in another.
-- $customer_id  int        who
-- $into         int        in whom
-- $updated_at   timestamp  UTC
update customer
set merged_into = $into, updated_at = $updated_at
where customer_id = $customer_id
