-- One row per word in use for a field of the customer range, the most used first.
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with digit (n) as (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)),
seen as (
    select tier, store, region, department, status, tags
    from customer
    where (cast($scope_departments as varchar) is null
         or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),
word as (
    select 'tier' as field, tier as value, count(*) as customers from seen group by tier
    union all
    select 'store', store, count(*) from seen group by store
    union all
    select 'region', region, count(*) from seen group by region
    union all
    select 'department', department, count(*) from seen group by department
    union all
    select 'status', status, count(*) from seen group by status
    union all
    -- The first twelve tags of a customer can be chosen.
    select 'tag', split_part(tagged.tags, ',', digit.n), tagged.customers
    from (select tags, count(*) as customers from seen where tags is not null group by tags) as tagged
    cross join digit
)
select field, value, cast(sum(customers) as bigint) as customers
from word
where value <> ''
group by field, value
order by field, customers desc nulls last, value
