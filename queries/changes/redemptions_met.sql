-- For each staged redemption: which one of the book it is, if any, how it would be,
-- whether that is new, and whether it is at odds with what it moved.
-- $staged  text  path of the redemptions, numbered among equal ones, points and quantity in hundredths
with staged as (
    select
        row, source, redemption_no, customer_no, redeemed_at, reward_no, reward_name, quantity, points, status,
        is_cancelled, store, channel, line,
        redemption_key(
            source, redemption_no, customer_no, redeemed_at, reward_no, reward_name, from_hundredths(points), line
        ) as key
    from read_parquet($staged)
),

met as (
    select
        redemption_now.redemption_id, redemption_now.entry_id, redemption_now.entry_batch_id, customer.customer_no, redemption_now.redeemed_at,
        redemption_now.reward_no, redemption_now.reward_name,
        cast(redemption_now.quantity * 100 as bigint) as quantity,
        cast(redemption_now.points * 100 as bigint) as points,
        redemption_now.status, redemption_now.is_cancelled, redemption_now.store, redemption_now.channel,
        redemption_key(
            redemption_now.source, redemption_now.redemption_no, customer.customer_no, redemption_now.redeemed_at,
            redemption_now.reward_no, redemption_now.reward_name, redemption_now.points, redemption_now.line
        ) as key
    from redemption_now
    join customer on customer.customer_id = redemption_now.customer_id
),

merged as (
    select
        staged.row, met.redemption_id, met.entry_id, met.entry_batch_id, staged.source, staged.redemption_no, staged.customer_no,
        staged.redeemed_at, staged.points, staged.is_cancelled, staged.line,
        coalesce(staged.reward_no, met.reward_no) as reward_no,
        coalesce(staged.reward_name, met.reward_name) as reward_name,
        coalesce(staged.quantity, met.quantity) as quantity,
        coalesce(staged.status, met.status) as status,
        coalesce(staged.store, met.store) as store,
        coalesce(staged.channel, met.channel) as channel,
        row(met.reward_no, met.reward_name, met.quantity, met.status, met.store, met.channel) as before,
        met.customer_no = staged.customer_no
        and met.redeemed_at = staged.redeemed_at
        and met.points = staged.points
        and met.is_cancelled = staged.is_cancelled as moves_the_same
    from staged
    left join met on met.key = staged.key
)

select
    row, redemption_id, entry_id, entry_batch_id, source, redemption_no, customer_no, redeemed_at, reward_no, reward_name, quantity,
    points, status, is_cancelled, store, channel, line,
    redemption_id is not null
    and before is distinct from row(reward_no, reward_name, quantity, status, store, channel) as is_changed,
    redemption_id is not null and moves_the_same is not true as is_conflict
from merged
order by row
