-- One row per segment, by name: whose it is, and its rule.
-- $viewer      text    shared ones and those of this user, null = all
-- $segment_id  bigint  this one alone, null = all
select
    segment_id, name, owner, is_shared, is_frozen, has_rule, created_at, updated_at,
    tier, store, region, department, tag, status, without_status, balance_from, balance_until,
    days, earned_from, earned_until, redeemed_from, redeemed_until, moved_within, still_for,
    joined_since, joined_until
from segment
where (cast($viewer as varchar) is null or is_shared or owner = cast($viewer as varchar))
  and (cast($segment_id as bigint) is null or segment_id = cast($segment_id as bigint))
order by name, segment_id
