-- One row per order of one customer that stands, newest first; further columns as JSON text.
-- $customer_no  text  whose
-- $customer_id  int   the same customer by the inside number, which spares a search; null = by $customer_no
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
-- $row_limit    int   rows wanted, null = all
select
    order_now.order_no, order_now.ordered_at, order_now.amount, order_now.paid_points, order_now.quantity,
    order_now.product, order_now.store, order_now.channel, order_now.campaign, order_now.status as order_status,
    order_now.source, cast(order_fields.fields as varchar) as fields, order_now.batch_id
from order_now
left join order_fields on order_fields.version_id = order_now.version_id
where order_now.customer_id = coalesce(
        cast($customer_id as integer),
        (select min(customer.customer_id) from customer where customer.customer_no = $customer_no)
    )
  and order_now.ordered_at >= coalesce(cast($since as date), date '0001-01-01')
  and order_now.ordered_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
order by order_now.ordered_at desc, order_now.version_id desc
limit $row_limit
