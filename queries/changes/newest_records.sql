-- One row: the newest versions of orders, rewards and redemptions, 0 where there is none yet.
select
    (select coalesce(max(version_id), 0) from customer_order) as orders,
    (select coalesce(max(version_id), 0) from reward) as rewards,
    (select coalesce(max(version_id), 0) from redemption) as redemptions
