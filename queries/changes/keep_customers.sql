-- Keeps what an import is about to change of customers.
-- $staged    text  path of the customers as they will be
-- $batch_id  int   the import
insert into customer_before
select
    $batch_id, customer_id,
    json_object(
        'name', name,
        'phone', phone,
        'email', email,
        'gender', gender,
        'birthday', birthday,
        'joined_on', joined_on,
        'region', region,
        'city', city,
        'store', store,
        'department', department,
        'owner', owner,
        'tier', tier,
        'tier_floor', tier_floor,
        'tier_floor_until', tier_floor_until,
        'status', status,
        'source', source,
        'tags', tags,
        'fields', fields
    )
from customer
where customer_id in (select customer_id from read_parquet($staged))
