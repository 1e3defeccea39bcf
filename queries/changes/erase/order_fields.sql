-- Takes away the further columns of one customer's orders, in all versions.
-- $customer_id  int  whose
delete from order_fields
where version_id in (select version_id from customer_order where customer_id = $customer_id)
