-- How a customer stands now.
-- $customer_id  int        whose
-- $now          timestamp  the programme's local time
-- $soon         timestamp  until when expiring points count as expiring
with lot as (
    select
        coalesce(cast(sum(case when available_from <= $now and coalesce(expires_at > $now, true) then remaining - held end) as decimal(38, 2)), 0) as available,
        coalesce(cast(sum(case when available_from > $now and coalesce(expires_at > $now, true) then remaining - held end) as decimal(38, 2)), 0) as pending,
        coalesce(cast(sum(held) as decimal(38, 2)), 0) as held,
        coalesce(cast(sum(case when expires_at <= $now then remaining - held end) as decimal(38, 2)), 0) as lapsed,
        coalesce(cast(sum(case when available_from <= $now and expires_at > $now and expires_at <= $soon then remaining - held end) as decimal(38, 2)), 0) as expiring
    from open_lot
    where customer_id = $customer_id
)

select
    account.balance,
    cast(lot.available as decimal(18, 2)) as available,
    cast(lot.pending as decimal(18, 2)) as pending,
    cast(lot.held as decimal(18, 2)) as held,
    account.debt,
    cast(lot.lapsed as decimal(18, 2)) as lapsed,
    cast(lot.expiring as decimal(18, 2)) as expiring,
    account.revision
from account
cross join lot
where account.customer_id = $customer_id
