-- What a debit took and all that reverses it has not given back: one row per lot, and per debt (no lot),
-- the newest debt first, then the lot that pays last; in hundredths and microseconds.
-- $customer_id  int  whose
-- $entry_id     int  which
with recursive family(entry_id) as (
    select entry_id
    from point_entry
    where entry_id = $entry_id
    union all
    select reversal.entry_id
    from point_entry as reversal
    join family on family.entry_id = reversal.reverses_entry_id
    where reversal.customer_id = $customer_id
      and reversal.entry_id > $entry_id
),

part as (
    select
        case when lot_entry.debt_entry_id is null then lot_entry.lot_entry_id end as lot_entry_id,
        lot_entry.debt_entry_id, cast(sum(lot_entry.points) as decimal(38, 2)) as points
    from lot_entry
    where lot_entry.customer_id = $customer_id
      and lot_entry.entry_id >= $entry_id
      and lot_entry.entry_id in (select entry_id from family)
    group by
        case when lot_entry.debt_entry_id is null then lot_entry.lot_entry_id end,
        lot_entry.debt_entry_id
)

select
    part.lot_entry_id, part.debt_entry_id, cast(part.points * -100 as bigint) as points,
    coalesce(epoch_us(opener.expires_at), 9223372036854775807) as expires_at
from part
left join point_entry as opener on opener.entry_id = part.lot_entry_id
left join point_entry as original on original.entry_id = $entry_id
where part.points < 0
order by
    part.debt_entry_id desc nulls last,
    case when original.reverses_entry_id = part.lot_entry_id then 1 else 0 end,
    opener.expires_at desc nulls first, opener.occurred_at desc nulls last, part.lot_entry_id desc nulls last
