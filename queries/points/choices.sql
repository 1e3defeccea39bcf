-- One row per word in use for a field of entries, the most used first.
select field, value, entries
from (
    select 'kind' as field, cast(kind as varchar) as value, cast(count(*) as bigint) as entries
    from point_entry
    group by kind
    union all
    select 'reason', reason, cast(count(*) as bigint) from point_entry group by reason
    union all
    select 'store', store, cast(count(*) as bigint) from point_entry group by store
    union all
    select 'channel', channel, cast(count(*) as bigint) from point_entry group by channel
    union all
    select 'campaign', campaign, cast(count(*) as bigint) from point_entry group by campaign
    union all
    select 'source', source, cast(count(*) as bigint) from point_entry group by source
) as word
where value <> ''
order by field, entries desc nulls last, value
