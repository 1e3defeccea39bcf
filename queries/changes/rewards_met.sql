-- For each staged reward: which one of the book it is, if any, how it would be, and whether that is new.
-- $staged  text  path of the rewards, points, money and stock in hundredths
with met as (
    select
        reward_id, reward_no, reward_name, category, cast(points_price * 100 as bigint) as points_price,
        cast(money_value * 100 as bigint) as money_value, cast(stock * 100 as bigint) as stock, valid_from,
        valid_until, status, fields
    from reward_now
),

-- What a file leaves out stays as it was; further columns are merged.
merged as (
    select
        staged.row, met.reward_id, staged.reward_no,
        coalesce(staged.reward_name, met.reward_name) as reward_name,
        coalesce(staged.category, met.category) as category,
        coalesce(staged.points_price, met.points_price) as points_price,
        coalesce(staged.money_value, met.money_value) as money_value,
        coalesce(staged.stock, met.stock) as stock,
        coalesce(staged.valid_from, met.valid_from) as valid_from,
        coalesce(staged.valid_until, met.valid_until) as valid_until,
        coalesce(staged.status, met.status) as status,
        case
            when staged.fields is null then met.fields
            else json_merge_patch(coalesce(met.fields, cast('{}' as json)), cast(staged.fields as json))
        end as fields,
        staged.source,
        row(
            met.reward_name, met.category, met.points_price, met.money_value, met.stock, met.valid_from,
            met.valid_until, met.status
        ) as before,
        -- Not by the merged text: the order of a file's columns says nothing.
        coalesce(
            json_contains(coalesce(met.fields, cast('{}' as json)), cast(staged.fields as json)), true
        ) as has_fields
    from read_parquet($staged) as staged
    left join met on met.reward_no = staged.reward_no
)

select
    row, reward_id, reward_no, reward_name, category, points_price, money_value, stock, valid_from, valid_until,
    status, cast(fields as varchar) as fields, source,
    reward_id is not null
    and (
        not has_fields
        or before is distinct from row(
            reward_name, category, points_price, money_value, stock, valid_from, valid_until, status
        )
    ) as is_changed
from merged
order by row
