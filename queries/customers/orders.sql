-- One row per order of one customer that stands, newest first; further columns as JSON text.
-- $customer_no  text  whose
-- $customer_id  int   the same customer by the inside number, which spares a search; null = by $customer_no
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
-- $row_limit    int   rows wanted, null = all
-- The versions of these orders only: what stands of all orders would be a sum over all of them.
with whose as (
    select coalesce(
            cast($customer_id as integer),
            (select min(customer.customer_id) from customer where customer.customer_no = $customer_no)
        ) as customer_id
),

mine as (
    select customer_order.order_id
    from customer_order
    join whose on whose.customer_id = customer_order.customer_id
),

newest as (
    select max(version.version_id) as version_id
    from customer_order as version
    join batch on batch.batch_id = version.batch_id
    where batch.undone_by is null
      and version.order_id in (select order_id from mine)
    group by version.order_id
)

select
    purchase.order_no, purchase.ordered_at, purchase.amount, purchase.paid_points, purchase.quantity,
    purchase.product, purchase.store, purchase.channel, purchase.campaign, purchase.status as order_status,
    purchase.source, cast(order_fields.fields as varchar) as fields, purchase.batch_id
from customer_order as purchase
join newest on newest.version_id = purchase.version_id
join whose on whose.customer_id = purchase.customer_id
left join order_fields on order_fields.version_id = purchase.version_id
where purchase.ordered_at >= coalesce(cast($since as date), date '0001-01-01')
  and purchase.ordered_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
order by purchase.ordered_at desc, purchase.version_id desc
limit $row_limit
