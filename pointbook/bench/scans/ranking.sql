-- The bare scan of the columns that a ranking reads.
select cast(sum(points) as decimal(18, 2)), max(kind), max(occurred_at), max(customer_id) from point_entry
