-- Customers that share a number.
select
    'customer_numbers_unique' as rule, concat('customer ', customer_no) as place, '1' as expected,
    cast(count(*) as varchar) as found
from customer
group by customer_no
having count(*) > 1
order by customer_no
limit 5
