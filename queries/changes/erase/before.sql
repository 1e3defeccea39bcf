-- Takes away what imports kept of one customer for their undo.
-- $customer_id  int  whose
delete from customer_before
where customer_id = $customer_id
