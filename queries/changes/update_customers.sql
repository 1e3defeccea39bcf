-- Writes customers as a staged file has them.
-- $staged  text       path of the customers as they will be
-- $now     timestamp  UTC
update customer
set name = staged.name,
    phone = staged.phone,
    email = staged.email,
    gender = staged.gender,
    birthday = staged.birthday,
    joined_on = staged.joined_on,
    region = staged.region,
    city = staged.city,
    store = staged.store,
    department = staged.department,
    owner = staged.owner,
    tier = staged.tier,
    tier_floor = staged.tier_floor,
    tier_floor_until = staged.tier_floor_until,
    status = staged.status,
    source = staged.source,
    tags = staged.tags,
    fields = cast(staged.fields as json), search_text = staged.search_text, updated_at = $now
from read_parquet($staged) as staged
where customer.customer_id = staged.customer_id
