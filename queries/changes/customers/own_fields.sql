-- One row per field of the company's own that the thousand newest customers with any have, the most used first.
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select key as field, count(*) as customers
from (
    select unnest(json_keys(fields)) as key
    from customer
    where customer_id in (
        select customer_id
        from customer
        where fields is not null
          and (cast($scope_departments as varchar) is null
               or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
          and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
        order by customer_id desc
        limit 1000)
) as used
group by key
order by customers desc, field
