-- Leaves of staged customers a pseudonym each, and what groups them with many others.
-- $staged      text       path of customer_id, pseudonym and search_text, what a search looks through
-- $updated_at  timestamp  UTC
update customer
set customer_no = staged.pseudonym, name = null, phone = null, email = null, gender = null, birthday = null,
    city = null, tags = null, fields = null, tier_floor = null, tier_floor_until = null,
    search_text = staged.search_text, updated_at = $updated_at
from read_parquet($staged) as staged
where customer.customer_id = staged.customer_id
