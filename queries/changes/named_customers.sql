-- What the book knows of staged customer numbers, by their place; in hundredths. Nothing of those outside a scope.
-- $staged             text  path of place and customer_no
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    named.place, cast(customer.customer_id as bigint) as customer_id,
    cast(account.balance * 100 as bigint) as balance, account.revision,
    customer.merged_into is not null as is_merged
from read_parquet($staged) as named
join customer on customer.customer_no = named.customer_no
join account on account.customer_id = customer.customer_id
where (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by named.place
