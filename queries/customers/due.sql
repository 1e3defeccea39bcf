-- One row per customer with nothing open who did nothing since a day, longest ago first: who may be erased by the rule.
-- Entries of the sweep are not the customer's doing. Those merged into somebody count with them.
-- $before         date  what happened on this day or later is recent; null = nobody is due
-- $erased_prefix  text  how the numbers of those begin who are erased already
-- $row_limit      int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with
still as (
    select customer.customer_id
    from customer
    join account on account.customer_id = customer.customer_id
    where cast($before as date) is not null
      and customer.merged_into is null
      and account.balance = 0
      and account.debt = 0
      and strpos(customer.customer_no, cast($erased_prefix as varchar)) <> 1
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null
           or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
      and not exists (
        select 1 from open_lot where open_lot.customer_id = customer.customer_id and open_lot.remaining > 0)
),

person as (
    select customer_id as heir_id, customer_id from still
    union all
    select merged_into as heir_id, customer_id from customer where merged_into in (select customer_id from still)
),

doing as (
    select customer_id, max(occurred_at) as did_at
    from point_entry
    where kind <> 'expire' and customer_id in (select customer_id from person)
    group by customer_id
    union all
    select customer_order.customer_id, max(customer_order.ordered_at)
    from customer_order
    join batch on batch.batch_id = customer_order.batch_id
    where batch.undone_by is null and customer_order.customer_id in (select customer_id from person)
    group by customer_order.customer_id
    union all
    select redemption.customer_id, max(redemption.redeemed_at)
    from redemption
    join batch on batch.batch_id = redemption.batch_id
    where batch.undone_by is null and redemption.customer_id in (select customer_id from person)
    group by redemption.customer_id
    union all
    select customer_id, max(occurred_at)
    from past_entry
    where customer_id in (select customer_id from person)
    group by customer_id
    union all
    select customer_id, cast(joined_on as timestamp)
    from customer
    where joined_on is not null and customer_id in (select customer_id from person)
),

newest as (
    select person.heir_id, max(doing.did_at) as did_at
    from person
    join doing on doing.customer_id = person.customer_id
    group by person.heir_id
)

select
    customer.customer_no, customer.name, customer.tier, customer.store,
    coalesce(newest.did_at, customer.created_at) as last_activity
from still
join customer on customer.customer_id = still.customer_id
left join newest on newest.heir_id = still.customer_id
where coalesce(newest.did_at, customer.created_at) < cast($before as timestamp)
order by last_activity, customer.customer_no
limit $row_limit
