-- Moves a customer's revision on, so that older forms are refused.
-- $customer_no  text  whose
update account
set revision = revision + 1
where customer_id = (select customer_id from customer where customer_no = $customer_no)
