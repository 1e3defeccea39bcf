-- One row: how many orders, rewards and redemptions of an import stand.
-- $batch_id  int  the import
select
    (select count(*) from order_now where batch_id = $batch_id)
    + (select count(*) from reward_now where batch_id = $batch_id)
    + (select count(*) from redemption_now where batch_id = $batch_id) as records
