-- Orders and redemptions that stand and name nobody, and entries that two redemptions claim.
select
    'record_names_customer' as rule, place, 'a customer' as expected,
    concat('customer id ', stranger.customer_id) as found
from (
    select concat('order ', order_no) as place, customer_id
    from order_now
    union all
    select concat('redemption version ', version_id) as place, customer_id
    from redemption_now
) as stranger
left join customer on customer.customer_id = stranger.customer_id
where customer.customer_id is null
union all
select
    'entry_of_one_redemption' as rule, concat('entry ', entry_id) as place, '1 redemption' as expected,
    concat(cast(count(*) as varchar), ' redemptions') as found
from redemption_now
where entry_id is not null
group by entry_id
having count(*) > 1
order by 1, 2
limit 5
