-- Orders, rewards, redemptions and reviews of rights that were changed behind the book's back.
select
    'record_checksum' as rule, place, cast(expected as varchar) as expected, cast(found as varchar) as found
from (
    select
        concat('order ', order_no) as place, checksum as found,
        order_checksum(
            version_id, order_id, customer_id, order_no, ordered_at, amount, paid_points, quantity, product, store,
            channel, campaign, status, source, fields_digest, batch_id, link_id
        ) as expected
    from customer_order
    union all
    select
        concat('reward ', reward_no) as place, checksum as found,
        reward_checksum(
            version_id, reward_id, reward_no, reward_name, category, points_price, money_value, stock, valid_from,
            valid_until, status, fields, source, batch_id, link_id
        ) as expected
    from reward
    union all
    select
        concat('redemption version ', version_id) as place, checksum as found,
        redemption_checksum(
            version_id, redemption_id, redemption_no, line, customer_id, reward_no, reward_name, quantity, points,
            redeemed_at, status, is_cancelled, store, channel, source, entry_id, entry_batch_id, batch_id,
        link_id
        ) as expected
    from redemption
    union all
    select
        concat('review ', review_id) as place, checksum as found,
        review_checksum(review_id, recorded_at, actor, users, grants, unused, list, link_id) as expected
    from permission_review
    union all
    select
        concat('fields of order ', customer_order.order_no) as place, md5_number_lower(cast(order_fields.fields as varchar)) as found,
        customer_order.fields_digest as expected
    from order_fields
    join customer_order on customer_order.version_id = order_fields.version_id
) as record
where expected is distinct from found
order by place
limit 5
