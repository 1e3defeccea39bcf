-- How many customers with a balance other than zero a staged file does not name, and what they have together.
-- $staged  text  path of the file's rows with a customer_no
select
    count(*) as customers, cast(coalesce(sum(account.balance), 0) as decimal(18, 2)) as points
from account
join customer on customer.customer_id = account.customer_id
where account.balance <> 0
  and customer.customer_no not in (select customer_no from read_parquet($staged))
