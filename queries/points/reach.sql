-- One row: what the book covers; the newest day is that of "data up to".
select
    cast(min(first_entry_at) as date) as oldest,
    cast(max(last_entry_at) as date) as newest,
    cast(coalesce(sum(entry_count), 0) as bigint) as entries,
    cast(count(*) as bigint) as customers
from account
