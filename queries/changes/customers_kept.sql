-- Customers as they were before an import, unless they were changed again since.
-- $batch_id  int  the import
select
    customer.customer_id, customer.customer_no,
    cast(kept.before ->> 'name' as varchar) as name,
    cast(kept.before ->> 'phone' as varchar) as phone,
    cast(kept.before ->> 'email' as varchar) as email,
    cast(kept.before ->> 'gender' as varchar) as gender,
    cast(kept.before ->> 'birthday' as date) as birthday,
    cast(kept.before ->> 'joined_on' as date) as joined_on,
    cast(kept.before ->> 'region' as varchar) as region,
    cast(kept.before ->> 'city' as varchar) as city,
    cast(kept.before ->> 'store' as varchar) as store,
    cast(kept.before ->> 'department' as varchar) as department,
    cast(kept.before ->> 'owner' as varchar) as owner,
    cast(kept.before ->> 'tier' as varchar) as tier,
    cast(kept.before ->> 'tier_floor' as varchar) as tier_floor,
    cast(kept.before ->> 'tier_floor_until' as date) as tier_floor_until,
    cast(kept.before ->> 'status' as varchar) as status,
    cast(kept.before ->> 'source' as varchar) as source,
    cast(kept.before ->> 'tags' as varchar) as tags,
    kept.before ->> 'fields' as fields
from customer_before as kept
join customer on customer.customer_id = kept.customer_id
join batch on batch.batch_id = kept.batch_id
where kept.batch_id = $batch_id
  and customer.updated_at = batch.recorded_at
