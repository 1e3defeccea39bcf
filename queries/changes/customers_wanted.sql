-- One row per staged word and customer whose number or phone it is, with what the customer has, as a reader sees it.
-- $staged             text       path of rows with a word, and its digits where it can be a phone
-- $as_of              timestamp  the moment of available and of what expires within 30 days
-- $scope_departments  text
-- $scope_owner        text
with wanted as (
    select word, digits from read_parquet($staged)
),
person as (
    select
        customer_id, customer_no, split_part(search_text, chr(10), 1) as folded_no,
        regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^(00)?86(1[0-9]{10})$', '\2') as digits
    from customer
    where (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),
met as (
    select wanted.word, person.customer_id, true as is_number
    from wanted
    join person on person.folded_no = wanted.word
    union all
    select wanted.word, person.customer_id, false
    from wanted
    join person on person.digits = wanted.digits
    where wanted.digits is not null
),
lot as (
    select
        customer_id,
        cast(sum(case when available_from <= $as_of and coalesce(expires_at > $as_of, true)
            then remaining - held else 0 end) as decimal(18, 2)) as available,
        cast(sum(case when available_from <= $as_of and expires_at > $as_of
                and expires_at <= cast($as_of as timestamp) + interval 30 day
            then remaining - held else 0 end) as decimal(18, 2)) as expiring
    from open_lot
    where customer_id in (select customer_id from met)
    group by customer_id
)
select
    met.word, met.is_number, customer.customer_no, customer.name, customer.tier, customer.store,
    account.balance, coalesce(lot.available, 0) as available, coalesce(lot.expiring, 0) as expiring,
    account.last_entry_at as last_activity, customer.status
from met
join customer on customer.customer_id = met.customer_id
join account on account.customer_id = met.customer_id
left join lot on lot.customer_id = met.customer_id
