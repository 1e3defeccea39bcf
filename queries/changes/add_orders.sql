-- Adds versions of orders from a staged file.
-- $staged    text  path of the rows, money and points in hundredths
-- $batch_id  int   the import
-- $link_id   int   the link that seals them
insert into customer_order
select
    version_id, order_id, customer_id, order_no, ordered_at, amount, paid_points, quantity, product, store, channel,
    campaign, status, source, fields_digest, batch_id, link_id,
    order_checksum(
        version_id, order_id, customer_id, order_no, ordered_at, amount, paid_points, quantity, product, store,
        channel, campaign, status, source, fields_digest, batch_id, link_id
    )
from (
    select
        version_id, order_id, customer_id, order_no, ordered_at, from_hundredths(amount) as amount,
        from_hundredths(paid_points) as paid_points, from_hundredths(quantity) as quantity, product, store, channel,
        campaign, status, source, md5_number_lower(fields) as fields_digest, cast($batch_id as integer) as batch_id,
        cast($link_id as bigint) as link_id
    from read_parquet($staged)
)
order by version_id
