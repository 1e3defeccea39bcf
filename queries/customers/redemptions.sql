-- One row per redemption of one customer that stands, newest first; a cancelled one moved no points.
-- $customer_no  text  whose
-- $customer_id  int   the same customer by the inside number, which spares a search; null = by $customer_no
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
-- $row_limit    int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
-- The versions of these redemptions only: what stands of all would be a sum over all of them.
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
    select redemption.redemption_id
    from redemption
    join whose on whose.customer_id = redemption.customer_id
),

newest as (
    select max(version.version_id) as version_id
    from redemption as version
    join batch on batch.batch_id = version.batch_id
    left join batch as entry_batch on entry_batch.batch_id = version.entry_batch_id
    where batch.undone_by is null
      and entry_batch.undone_by is null
      and version.redemption_id in (select redemption_id from mine)
    group by version.redemption_id
)

select
    redeemed.redeemed_at, redeemed.redemption_no, redeemed.reward_no,
    coalesce(redeemed.reward_name, reward_now.reward_name) as reward_name, redeemed.quantity,
    redeemed.points as redeemed_points,
    case when redeemed.is_cancelled then 'cancelled' else 'done' end as redemption_state,
    redeemed.status as redemption_status, redeemed.store, redeemed.channel, redeemed.source,
    redeemed.entry_id, redeemed.batch_id
from redemption as redeemed
join newest on newest.version_id = redeemed.version_id
join whose on whose.customer_id = redeemed.customer_id
left join reward_now on reward_now.reward_no = redeemed.reward_no
where redeemed.redeemed_at >= coalesce(cast($since as date), date '0001-01-01')
  and redeemed.redeemed_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
order by redeemed.redeemed_at desc, redeemed.version_id desc
limit $row_limit
