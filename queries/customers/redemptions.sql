-- One row per redemption of one customer that stands, newest first; a cancelled one moved no points.
-- $customer_no  text  whose
-- $customer_id  int   the same customer by the inside number, which spares a search; null = by $customer_no
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
-- $row_limit    int   rows wanted, null = all
select
    redemption_now.redeemed_at, redemption_now.redemption_no, redemption_now.reward_no,
    coalesce(redemption_now.reward_name, reward_now.reward_name) as reward_name, redemption_now.quantity,
    redemption_now.points as redeemed_points,
    case when redemption_now.is_cancelled then 'cancelled' else 'done' end as redemption_state,
    redemption_now.status as redemption_status, redemption_now.store, redemption_now.channel,
    redemption_now.source, redemption_now.entry_id, redemption_now.batch_id
from redemption_now
left join reward_now on reward_now.reward_no = redemption_now.reward_no
where redemption_now.customer_id = coalesce(
        cast($customer_id as integer),
        (select min(customer.customer_id) from customer where customer.customer_no = $customer_no)
    )
  and redemption_now.redeemed_at >= coalesce(cast($since as date), date '0001-01-01')
  and redemption_now.redeemed_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
order by redemption_now.redeemed_at desc, redemption_now.version_id desc
limit $row_limit
