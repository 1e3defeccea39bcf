-- Customers who keep a tier, a row each.
-- $today  date  the day on which it counts
select customer_no, tier, tier_floor, tier_floor_until
from customer
where tier_floor_until >= $today
