-- Staged customer numbers that the book has not, in the order met.
-- $staged  text  path of rows with a customer_no
select staged.customer_no
from (
    select customer_no, min(place) as place
    from (select customer_no, row_number() over () as place from read_parquet($staged))
    group by customer_no
) as staged
left join customer on customer.customer_no = staged.customer_no
where customer.customer_id is null
order by staged.place
