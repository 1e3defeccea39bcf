-- One row per word in use for a field of the customer range, the most used first.
with digit (n) as (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)),
word as (
    select 'tier' as field, tier as value, count(*) as customers from customer group by tier
    union all
    select 'store', store, count(*) from customer group by store
    union all
    select 'region', region, count(*) from customer group by region
    union all
    select 'department', department, count(*) from customer group by department
    union all
    select 'status', status, count(*) from customer group by status
    union all
    -- The first twelve tags of a customer can be chosen.
    select 'tag', split_part(tagged.tags, ',', digit.n), tagged.customers
    from (select tags, count(*) as customers from customer where tags is not null group by tags) as tagged
    cross join digit
)
select field, value, cast(sum(customers) as bigint) as customers
from word
where value <> ''
group by field, value
order by field, customers desc nulls last, value
