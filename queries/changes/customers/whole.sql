-- One row per staged customer, with every field and what a search looks through, by inside number.
-- $staged  text  path of customer_id
select
    cast(customer.customer_id as bigint) as customer_id, customer.customer_no, customer.name, customer.phone,
    customer.email, customer.gender, customer.birthday, customer.joined_on, customer.region, customer.city,
    customer.store, customer.department, customer.owner, customer.tier, customer.tier_floor,
    customer.tier_floor_until, customer.status, customer.source, customer.tags, cast(customer.fields as varchar) as fields
from customer
where customer.customer_id in (select customer_id from read_parquet($staged))
order by customer.customer_id
