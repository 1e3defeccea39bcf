-- One row: what the book covers; the newest day is that of "data up to".
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    cast(min(first_entry_at) as date) as oldest,
    cast(max(last_entry_at) as date) as newest,
    cast(coalesce(sum(entry_count), 0) as bigint) as entries,
    cast(count(*) as bigint) as customers
from account
where (coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
   or customer_id in (
       select customer_id from customer
       where coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
         and (cast($scope_departments as varchar) is null
              or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
         and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
