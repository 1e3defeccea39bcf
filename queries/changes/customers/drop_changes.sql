-- Lets go of what is kept of customers who are gone.
delete from customer_change
where customer_id not in (select customer_id from customer)
