-- Writes one segment, new or changed.
-- $segment_id      bigint
-- $name            text
-- $owner           text
-- $is_shared       bool
-- $is_frozen       bool
-- $has_rule        bool
-- $tier            text
-- $store           text
-- $region          text
-- $department      text
-- $tag             text
-- $status          text
-- $without_status  text
-- $balance_from    decimal
-- $balance_until   decimal
-- $days            int
-- $earned_from     decimal
-- $earned_until    decimal
-- $redeemed_from   decimal
-- $redeemed_until  decimal
-- $moved_within    int
-- $still_for       int
-- $joined_since    date
-- $joined_until    date
-- $now             timestamp
insert into segment (
    segment_id, name, owner, is_shared, is_frozen, has_rule, tier, store, region, department, tag,
    status, without_status, balance_from, balance_until, days, earned_from, earned_until,
    redeemed_from, redeemed_until, moved_within, still_for, joined_since, joined_until, created_at,
    updated_at
)
values (
    $segment_id, $name, $owner, $is_shared, $is_frozen, $has_rule, $tier, $store, $region,
    $department, $tag, $status, $without_status, $balance_from, $balance_until, $days, $earned_from,
    $earned_until, $redeemed_from, $redeemed_until, $moved_within, $still_for, $joined_since,
    $joined_until, $now, $now
)
on conflict (segment_id) do update set
    name = excluded.name,
    owner = excluded.owner,
    is_shared = excluded.is_shared,
    is_frozen = excluded.is_frozen,
    has_rule = excluded.has_rule,
    tier = excluded.tier,
    store = excluded.store,
    region = excluded.region,
    department = excluded.department,
    tag = excluded.tag,
    status = excluded.status,
    without_status = excluded.without_status,
    balance_from = excluded.balance_from,
    balance_until = excluded.balance_until,
    days = excluded.days,
    earned_from = excluded.earned_from,
    earned_until = excluded.earned_until,
    redeemed_from = excluded.redeemed_from,
    redeemed_until = excluded.redeemed_until,
    moved_within = excluded.moved_within,
    still_for = excluded.still_for,
    joined_since = excluded.joined_since,
    joined_until = excluded.joined_until,
    updated_at = excluded.updated_at
