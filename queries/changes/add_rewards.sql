-- Adds versions of rewards from a staged file.
-- $staged    text  path of the rows, points, money and stock in hundredths
-- $batch_id  int   the import
-- $link_id   int   the link that seals them
insert into reward
select
    version_id, reward_id, reward_no, reward_name, category, points_price, money_value, stock, valid_from,
    valid_until, status, fields, source, batch_id, link_id,
    reward_checksum(
        version_id, reward_id, reward_no, reward_name, category, points_price, money_value, stock, valid_from,
        valid_until, status, fields, source, batch_id, link_id
    )
from (
    select
        version_id, reward_id, reward_no, reward_name, category, from_hundredths(points_price) as points_price,
        from_hundredths(money_value) as money_value, from_hundredths(stock) as stock, valid_from, valid_until,
        status, cast(fields as json) as fields, source, cast($batch_id as integer) as batch_id,
        cast($link_id as bigint) as link_id
    from read_parquet($staged)
)
order by version_id
