-- Redemptions that disagree with their entries, or lack the entry that their points need.
select
    'redemption_has_its_entry' as rule, concat('redemption version ', redemption.version_id) as place,
    case
        when redemption.is_cancelled or redemption.points = 0 then 'no entry'
        else concat('redeem ', redemption.points, ' of customer id ', redemption.customer_id)
    end as expected,
    case
        when point_entry.entry_id is null then 'no entry'
        else concat(point_entry.kind, ' ', point_entry.requested, ' of customer id ', point_entry.customer_id)
    end as found
from redemption
left join point_entry on point_entry.entry_id = redemption.entry_id
left join late_entry on late_entry.entry_id = redemption.entry_id
where case
    when redemption.is_cancelled or redemption.points = 0 then redemption.entry_id is not null
    else point_entry.kind is distinct from 'redeem'
        or point_entry.requested <> redemption.points
        or point_entry.customer_id <> redemption.customer_id
        or coalesce(late_entry.business_at, point_entry.occurred_at) <> redemption.redeemed_at
end
order by redemption.version_id
limit 5
