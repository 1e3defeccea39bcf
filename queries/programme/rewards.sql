-- One row per reward, those of the catalogue and those that only redemptions name, the newest first.
-- With how often it was redeemed, by how many customers, for how many points; cancelled ones do not count.
-- $as_of      date  the day that says whether it can be had
-- $row_limit  int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with by_name as (
    select reward_name, min(reward_no) as reward_no
    from reward_now
    where reward_name is not null
    group by reward_name
),

redeemed as (
    select
        coalesce(of_number.reward_no, as_number.reward_no, by_name.reward_no, redemption_now.reward_no, redemption_now.reward_name) as reward_no,
        redemption_now.reward_name, redemption_now.customer_id, redemption_now.points,
        redemption_now.redeemed_at
    from redemption_now
    left join reward_now as of_number on of_number.reward_no = redemption_now.reward_no
    left join reward_now as as_number
        on redemption_now.reward_no is null and as_number.reward_no = redemption_now.reward_name
    left join by_name
        on redemption_now.reward_no is null and by_name.reward_name = redemption_now.reward_name
    where not redemption_now.is_cancelled
      and (coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
         or redemption_now.customer_id in (
             select customer_id from customer
             where coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
               and (cast($scope_departments as varchar) is null
                    or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
               and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
),

counted as (
    select
        reward_no, max(reward_name) as reward_name, count(*) as redemptions,
        count(distinct customer_id) as customers,
        cast(sum(points) as decimal(18, 2)) as redeemed_points, max(redeemed_at) as last_redeemed_at
    from redeemed
    group by reward_no
)

select
    coalesce(reward_now.reward_no, counted.reward_no) as reward_no,
    coalesce(reward_now.reward_name, counted.reward_name) as reward_name, reward_now.category,
    reward_now.points_price, reward_now.money_value, reward_now.stock, reward_now.valid_from,
    reward_now.valid_until, reward_now.status as reward_status,
    case
        when reward_now.reward_no is null then 'not_listed'
        when reward_now.valid_until < cast($as_of as date) then 'ended'
        when reward_now.valid_from > cast($as_of as date) then 'coming'
        when reward_now.stock <= 0 then 'sold_out'
        else 'current'
    end as reward_state,
    cast(coalesce(counted.redemptions, 0) as bigint) as redemptions,
    cast(coalesce(counted.customers, 0) as bigint) as customers,
    coalesce(counted.redeemed_points, 0) as redeemed_points, counted.last_redeemed_at, reward_now.batch_id
from reward_now
full join counted on counted.reward_no = reward_now.reward_no
order by
    reward_now.version_id desc nulls last, counted.last_redeemed_at desc nulls last,
    coalesce(reward_now.reward_no, counted.reward_no)
limit $row_limit
