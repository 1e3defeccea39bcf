-- Entries of the book that a staged redemption may be, from points files or earlier: those under its number,
-- or else those of the same customer, time and points; each with whether another redemption has it.
-- $staged  text  path of the redemptions, points in hundredths
with staged as (
    select
        row, source, redemption_no, customer_no, redeemed_at, points,
        entry_key(source, redemption_no, customer_no, 'redeem', redeemed_at, -points, 1) as key_hash
    from read_parquet($staged)
),

redeem as (
    select
        point_entry.entry_id, point_entry.batch_id, point_entry.key_hash, point_entry.source, point_entry.ref, point_entry.line,
        customer.customer_no,
        coalesce(late_entry.business_at, point_entry.occurred_at) as occurred_at, cast(point_entry.requested * 100 as bigint) as points,
        point_entry.entry_id in (select entry_id from redemption_now where entry_id is not null) as is_owned
    from point_entry
    join customer on customer.customer_id = point_entry.customer_id
    left join late_entry on late_entry.entry_id = point_entry.entry_id
    left join batch on batch.batch_id = point_entry.batch_id
    where point_entry.kind = 'redeem'
      and batch.undone_by is null
      and customer.customer_no in (select customer_no from staged)
),

numbered as (
    select
        point_entry.entry_id, point_entry.batch_id, point_entry.key_hash, point_entry.source, point_entry.ref, point_entry.line,
        customer.customer_no,
        coalesce(late_entry.business_at, point_entry.occurred_at) as occurred_at, cast(point_entry.requested * 100 as bigint) as points
    from point_entry
    join customer on customer.customer_id = point_entry.customer_id
    left join late_entry on late_entry.entry_id = point_entry.entry_id
    left join batch on batch.batch_id = point_entry.batch_id
    where point_entry.kind = 'redeem'
      and point_entry.ref is not null
      and batch.undone_by is null
      and point_entry.key_hash in (select key_hash from staged where redemption_no is not null)
)

select
    staged.row, numbered.entry_id, numbered.batch_id, numbered.line, false as is_owned,
    numbered.customer_no = staged.customer_no
    and numbered.occurred_at = staged.redeemed_at
    and numbered.points = staged.points as is_same
from staged
join numbered
    on numbered.key_hash = staged.key_hash
    and numbered.source = staged.source
    and numbered.ref = staged.redemption_no
    and numbered.line = 1
where staged.redemption_no is not null
union all
select staged.row, redeem.entry_id, redeem.batch_id, redeem.line, redeem.is_owned, true as is_same
from staged
join redeem
    on redeem.source = staged.source
    and redeem.customer_no = staged.customer_no
    and redeem.occurred_at = staged.redeemed_at
    and redeem.points = staged.points
where staged.redemption_no is null
  and redeem.ref is null
order by 1, 4
