-- Takes away the notes of one customer's entries; their digests stay in the entries.
-- $customer_id  int  whose
delete from entry_note
where entry_id in (select entry_id from point_entry where customer_id = $customer_id)
