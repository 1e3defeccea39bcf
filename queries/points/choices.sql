-- One row per word in use for a field of entries, the most used first.
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
-- Counted once for all fields together: those are few, and the entries are many.
with entry as (
    select
        cast(kind as varchar) as kind, reason, store, channel, campaign, source,
        cast(count(*) as bigint) as entries
    from point_entry
    where (coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer_id in (
           select customer_id from customer
           where coalesce(cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
             and (cast($scope_departments as varchar) is null
                  or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
             and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
    group by 1, 2, 3, 4, 5, 6
)
select field, value, cast(sum(entries) as bigint) as entries
from (
    select 'kind' as field, kind as value, entries from entry
    union all
    select 'reason', reason, entries from entry
    union all
    select 'store', store, entries from entry
    union all
    select 'channel', channel, entries from entry
    union all
    select 'campaign', campaign, entries from entry
    union all
    select 'source', source, entries from entry
) as word
where value <> ''
group by field, value
order by field, entries desc nulls last, value
