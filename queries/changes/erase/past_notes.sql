-- Empties the notes of one customer's history from before the cut-over.
-- $customer_id  int  whose
update past_entry
set note = null
where customer_id = $customer_id and note is not null
