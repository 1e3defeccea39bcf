-- Account rows that are not what the entries say.
with posted as (
    select
        customer_id, cast(sum(points) as decimal(38, 2)) as balance, count(*) as entry_count,
        cast(sum(case when kind = 'earn' then points else 0 end) as decimal(38, 2)) as earned,
        min(occurred_at) as first_entry_at, max(occurred_at) as last_entry_at
    from point_entry
    group by customer_id
),

drawn as (
    select
        customer_id,
        cast(sum(case when lot_entry_id is not null then points else 0 end) as decimal(38, 2)) as lots,
        -cast(sum(case when lot_entry_id is null then points else 0 end) as decimal(38, 2)) as debt
    from lot_entry
    group by customer_id
),

rebuilt as (
    select
        customer.customer_id, coalesce(posted.balance, 0) as balance, coalesce(drawn.lots, 0) as lots,
        coalesce(drawn.debt, 0) as debt, coalesce(posted.entry_count, 0) as entry_count,
        coalesce(posted.earned, 0) as earned, posted.first_entry_at, posted.last_entry_at
    from customer
    full outer join posted on posted.customer_id = customer.customer_id
    left join drawn on drawn.customer_id = customer.customer_id
)

select
    'accounts_rebuilt' as rule,
    concat('customer id ', coalesce(rebuilt.customer_id, account.customer_id)) as place,
    concat_ws(' ', rebuilt.balance, rebuilt.lots, rebuilt.debt, rebuilt.entry_count, rebuilt.earned, rebuilt.first_entry_at, rebuilt.last_entry_at) as expected,
    concat_ws(' ', account.balance, account.lots, account.debt, account.entry_count, account.earned, account.first_entry_at, account.last_entry_at) as found
from rebuilt
full outer join account on account.customer_id = rebuilt.customer_id
where rebuilt.customer_id is null
   or account.customer_id is null
   or rebuilt.balance <> account.balance
   or rebuilt.lots <> account.lots
   or rebuilt.debt <> account.debt
   or rebuilt.entry_count <> account.entry_count
   or rebuilt.earned <> account.earned
   or rebuilt.first_entry_at is distinct from account.first_entry_at
   or rebuilt.last_entry_at is distinct from account.last_entry_at
order by coalesce(rebuilt.customer_id, account.customer_id)
limit 5
