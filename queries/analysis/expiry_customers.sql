-- One row per customer with points that end on one day: what they had when a campaign began and what became of it.
-- customers, users, losers, total and total_held are of the whole list, however many rows are wanted: all, who used some since, who
-- lost or still stands to lose some, what all have left and on hold. had + added + used + moved + expired = remaining; what went is negative.
-- $day          date  the last day on which these points can be used
-- $start        date  the first day of the campaign
-- $row_limit    int   rows wanted, those who lose most first; null = all
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
,
became as (
    select
        part.customer_id,
        cast(sum(case when part.effective_at < cast($start as date) then part.points else 0 end) as decimal(18, 2)) as had,
        cast(sum(case when part.effective_at >= cast($start as date) and part.entry_id = part.lot_entry_id
                      then part.points else 0 end) as decimal(18, 2)) as added,
        cast(sum(case when entry.kind in ('redeem', 'restore') then part.points else 0 end) as decimal(18, 2)) as used,
        cast(sum(case when entry.kind = 'expire' then part.points else 0 end) as decimal(18, 2)) as expired,
        cast(sum(part.points) as decimal(18, 2)) as remaining
    from part
    left join point_entry as entry
        on entry.entry_id = part.entry_id and part.entry_id <> part.lot_entry_id
        and part.effective_at >= cast($start as date)
    group by part.customer_id
),
held as (
    select customer_id, cast(sum(held) as decimal(18, 2)) as held
    from open_lot
    where expires_at >= cast($day as timestamp) + interval 1 second
      and expires_at < cast($day as timestamp) + interval 1 day + interval 1 second
      and held > 0
    group by customer_id
),
wanted as (
    select
        became.customer_id, became.had, became.added, became.used,
        cast(became.remaining - became.had - became.added - became.used - became.expired as decimal(18, 2)) as moved,
        became.expired, became.remaining, cast(coalesce(held.held, 0) as decimal(18, 2)) as held
    from became
    left join held on held.customer_id = became.customer_id
    -- Whoever had used all of it before stands here once some was given back.
    where became.had <> 0
       or became.added <> 0
       or became.used <> 0
       or became.expired <> 0
       or became.remaining <> 0
),
whole as (
    select
        cast(count(*) as bigint) as customers,
        cast(count(case when used < 0 then 1 end) as bigint) as users,
        cast(count(case when expired < 0 or remaining > held then 1 end) as bigint) as losers,
        cast(coalesce(sum(remaining), 0) as decimal(18, 2)) as total,
        cast(coalesce(sum(held), 0) as decimal(18, 2)) as total_held
    from wanted
),
chosen as (
    select customer_id, had, added, used, moved, expired, remaining, held
    from wanted
    order by remaining - expired desc, customer_id
    limit $row_limit
)
select
    customer.customer_no, customer.name, customer.phone, chosen.had, chosen.added, chosen.used, chosen.moved,
    chosen.expired, chosen.remaining, chosen.held, account.balance, customer.tier, customer.store, customer.owner,
    whole.customers, whole.users, whole.losers, whole.total, whole.total_held
from chosen
join customer on customer.customer_id = chosen.customer_id
join account on account.customer_id = chosen.customer_id
cross join whole
order by chosen.remaining - chosen.expired desc, customer.customer_no
