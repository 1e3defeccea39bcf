-- Registers staged customers.
-- $staged  text       path of the rows
-- $now     timestamp  UTC
insert into customer
select
    customer_id, customer_no, name, phone, email, gender, birthday, joined_on, region, city, store,
    department, owner, tier, status, source, tags, json_merge_patch(cast('{}' as json), cast(fields as json)), search_text, null, batch_id, $now, $now,
    tier_floor, tier_floor_until
from read_parquet($staged)
