-- For each staged order: which one of the book it is, if any, how it would be, and whether that is new.
-- $staged  text  path of the orders, money and points in hundredths
with staged as (
    select
        row, customer_no, order_no, ordered_at, amount, paid_points, quantity, product, store, channel, campaign,
        status, source, cast(fields as json) as fields
    from read_parquet($staged)
),

met as (
    select
        order_now.order_id, customer.customer_no, order_now.order_no, order_now.ordered_at,
        cast(order_now.amount * 100 as bigint) as amount,
        cast(order_now.paid_points * 100 as bigint) as paid_points,
        cast(order_now.quantity * 100 as bigint) as quantity,
        order_now.product, order_now.store, order_now.channel, order_now.campaign, order_now.status,
        order_now.source, order_fields.fields
    from order_now
    join customer on customer.customer_id = order_now.customer_id
    left join order_fields on order_fields.version_id = order_now.version_id
    where order_now.order_no in (select order_no from staged)
),

-- What a file leaves out stays as it was; further columns are merged.
merged as (
    select
        staged.row, met.order_id, staged.customer_no, staged.order_no, staged.ordered_at, staged.amount,
        coalesce(staged.paid_points, met.paid_points) as paid_points,
        coalesce(staged.quantity, met.quantity) as quantity,
        coalesce(staged.product, met.product) as product,
        coalesce(staged.store, met.store) as store,
        coalesce(staged.channel, met.channel) as channel,
        coalesce(staged.campaign, met.campaign) as campaign,
        coalesce(staged.status, met.status) as status,
        staged.source,
        case
            when staged.fields is null then met.fields
            else json_merge_patch(coalesce(met.fields, cast('{}' as json)), staged.fields)
        end as fields,
        row(
            met.customer_no, met.ordered_at, met.amount, met.paid_points, met.quantity, met.product, met.store,
            met.channel, met.campaign, met.status
        ) as before,
        -- Not by the merged text: the order of a file's columns says nothing.
        coalesce(
            json_contains(coalesce(met.fields, cast('{}' as json)), staged.fields), true
        ) as has_fields
    from staged
    left join met on met.source = staged.source and met.order_no = staged.order_no
)

select
    row, order_id, customer_no, order_no, ordered_at, amount, paid_points, quantity, product, store, channel,
    campaign, status, source, cast(fields as varchar) as fields,
    order_id is not null
    and (
        not has_fields
        or before is distinct from row(
            customer_no, ordered_at, amount, paid_points, quantity, product, store, channel, campaign, status
        )
    ) as is_changed
from merged
order by row
