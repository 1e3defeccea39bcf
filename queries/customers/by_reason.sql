-- One row per reason of one customer: what it brought and what it took, the largest first.
-- $customer_no  text  whose
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
select
    reason,
    cast(sum(case when points > 0 then points else 0 end) as decimal(18, 2)) as points_in,
    cast(sum(case when points < 0 then points else 0 end) as decimal(18, 2)) as points_out,
    cast(count(*) as bigint) as entries
from point_entry
where customer_id in (select customer_id from customer where customer_no = $customer_no)
  and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
  and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
group by reason
order by cast(sum(abs(points)) as decimal(18, 2)) desc nulls last, reason nulls last
