-- Adds versions of redemptions from a staged file.
-- $staged    text  path of the rows, points and quantity in hundredths
-- $batch_id  int   the import
-- $link_id   int   the link that seals them
insert into redemption
select
    version_id, redemption_id, redemption_no, line, customer_id, reward_no, reward_name, quantity, points,
    redeemed_at, status, is_cancelled, store, channel, source, entry_id, entry_batch_id, batch_id,
        link_id,
    redemption_checksum(
        version_id, redemption_id, redemption_no, line, customer_id, reward_no, reward_name, quantity, points,
        redeemed_at, status, is_cancelled, store, channel, source, entry_id, entry_batch_id, batch_id,
        link_id
    )
from (
    select
        version_id, redemption_id, redemption_no, line, customer_id, reward_no, reward_name,
        from_hundredths(quantity) as quantity, from_hundredths(points) as points, redeemed_at, status, is_cancelled,
        store, channel, source, entry_id, entry_batch_id, cast($batch_id as integer) as batch_id,
        cast($link_id as bigint) as link_id
    from read_parquet($staged)
)
order by version_id
