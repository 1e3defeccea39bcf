-- One row per order of one customer that stands, newest first; further columns as JSON text.
-- $customer_no  text  whose
-- $customer_id  int   the same customer by the inside number, which spares a search; null = by $customer_no
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
-- $row_limit    int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
-- The versions of these orders only: what stands of all orders would be a sum over all of them.
with meant as (
    select coalesce(
            cast($customer_id as integer),
            (select min(customer.customer_id) from customer where customer.customer_no = $customer_no)
        ) as customer_id
),

whose as (
    select customer_id
    from meant
    where coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer_id in (
           select customer_id from customer
           where coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
             and (cast($scope_departments as varchar) is null
                  or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
             and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0))
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
