-- What became of the points that end on one day: one row per day and kind of movement since a campaign began.
-- day and kind are null in the row of what there was when it began; kind is 'added' where a lot itself came later,
-- less what paid a debt. All rows together are what is left of these points now.
-- $day          date  the last day on which these points can be used
-- $start        date  the first day of the campaign
-- $tier         text  customers of this tier today, null = all
-- $store        text  customers of this store today, null = all
-- $region       text  customers of this region today, null = all
-- $department   text  customers of this department today, null = all
-- $tag          text  customers with this word among their tags, null = all
-- $status       text  customers of this status today, null = all
-- $without_status  text  customers of none of these statuses today, separated by commas; null = all
-- $segment      bigint  customers in this segment (segment_id), null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner  text  customers of these owners alone, written likewise; null = no such limit
with
lot as (
    select entry_id, customer_id
    from point_entry
    where points > 0
      and expires_at >= cast($day as timestamp) + interval 1 second
      and expires_at < cast($day as timestamp) + interval 1 day + interval 1 second
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer_id in (
          select customer_id from customer
          where coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
            and (cast($tier as varchar) is null or tier = cast($tier as varchar))
            and (cast($store as varchar) is null or store = cast($store as varchar))
            and (cast($region as varchar) is null or region = cast($region as varchar))
            and (cast($department as varchar) is null or department = cast($department as varchar))
            and (cast($status as varchar) is null or status = cast($status as varchar))
            and (cast($without_status as varchar) is null or status is null
                 or strpos(',' || lower(cast($without_status as varchar)) || ',', ',' || lower(status) || ',') = 0)
            and (cast($segment as bigint) is null
                 or customer_id in (select customer_id from segment_customer where segment_id = cast($segment as bigint)))
            and (cast($tag as varchar) is null
                 or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
            and (cast($scope_departments as varchar) is null
                 or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
            and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
),
part as (
    select
        lot.customer_id, lot_entry.lot_entry_id, lot_entry.entry_id, lot_entry.points, lot_entry.effective_at
    from lot_entry
    join lot on lot.entry_id = lot_entry.lot_entry_id
)
select
    case when part.effective_at >= cast($start as date) then cast(part.effective_at as date) end as day,
    case
        when part.effective_at < cast($start as date) then null
        when part.entry_id = part.lot_entry_id then 'added'
        else cast(entry.kind as varchar)
    end as kind,
    cast(sum(part.points) as decimal(18, 2)) as points
from part
left join point_entry as entry on entry.entry_id = part.entry_id and part.effective_at >= cast($start as date)
group by 1, 2
order by day nulls first, kind nulls first
