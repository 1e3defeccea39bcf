-- One row per customer whom a file of balances or the book has, as of an instant; points in hundredths.
-- $staged  text  path of the file's rows: customer_no, balance in hundredths
-- $until   timestamp  the first instant that does not count any more
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner  text  customers of these owners alone, written likewise; null = no such limit
with there as (
    select customer_no, min(balance) as least, max(balance) as most
    from read_parquet($staged)
    group by customer_no
),

later as (
    select customer_id, cast(sum(points) as decimal(18, 2)) as points
    from point_entry
    where occurred_at >= $until
    group by customer_id
),

here as (
    select
        customer.customer_id, customer.customer_no, customer.name,
        cast((account.balance - coalesce(later.points, 0)) * 100 as bigint) as balance
    from account
    join customer on customer.customer_id = account.customer_id
    left join later on later.customer_id = account.customer_id
    where (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
)

select
    here.customer_id, coalesce(here.customer_no, there.customer_no) as customer_no, here.name,
    case
        when there.least <> there.most then 'doubled'
        when there.customer_no is null then 'only_here'
        when here.customer_no is null then 'only_there'
        when here.balance = there.least then 'equal'
        else 'different'
    end as state,
    here.balance as here, case when there.least = there.most then there.least end as there
from here
full outer join there on there.customer_no = here.customer_no
where there.customer_no is not null
   or here.balance <> 0
order by coalesce(here.customer_no, there.customer_no)
