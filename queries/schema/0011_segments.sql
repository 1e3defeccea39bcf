-- Segments: customers kept together under a name, by a rule or as a list.

-- A frozen segment has the members that were put in; any other has those whom its rule finds today.
create table segment (
    segment_id      bigint primary key,     -- the link that made it: never used twice, so that no link leads astray
    name            varchar not null,
    owner           varchar not null,       -- the user who made it
    is_shared       boolean not null,       -- whether others see it
    is_frozen       boolean not null,
    has_rule        boolean not null,       -- false for a list that was brought along
    -- The rule: all that is not null must hold.
    tier            varchar,
    store           varchar,
    region          varchar,
    department      varchar,
    tag             varchar,
    status          varchar,
    without_status  varchar,                -- words separated by commas
    balance_from    decimal(18, 2),
    balance_until   decimal(18, 2),
    days            integer check (days > 0), -- of what follows, up to the newest entry of the book
    earned_from     decimal(18, 2),
    earned_until    decimal(18, 2),
    redeemed_from   decimal(18, 2),         -- as a positive amount
    redeemed_until  decimal(18, 2),
    moved_within    integer,                -- days since the last entry, at most
    still_for       integer,                -- days since the last entry, at least; without any entry counts too
    joined_since    date,
    joined_until    date,
    created_at      timestamp not null,     -- UTC
    updated_at      timestamp not null      -- UTC
);
create table segment_member (segment_id bigint not null, customer_id integer not null);

-- Whom the rule of each segment finds in the book as it is, frozen or not.
create view segment_found as
select rule.segment_id, customer.customer_id
from segment as rule
cross join (select cast(max(last_entry_at) as date) as day from account) as newest
join customer
    on (rule.tier is null or customer.tier = rule.tier)
    and (rule.store is null or customer.store = rule.store)
    and (rule.region is null or customer.region = rule.region)
    and (rule.department is null or customer.department = rule.department)
    and (rule.status is null or customer.status = rule.status)
    and (rule.without_status is null or customer.status is null
         or strpos(',' || lower(rule.without_status) || ',', ',' || lower(customer.status) || ',') = 0)
    and (rule.tag is null or strpos(',' || customer.tags || ',', ',' || rule.tag || ',') > 0)
    and (rule.joined_since is null or customer.joined_on >= rule.joined_since)
    and (rule.joined_until is null or customer.joined_on <= rule.joined_until)
join account
    on account.customer_id = customer.customer_id
    and (rule.balance_from is null or account.balance >= rule.balance_from)
    and (rule.balance_until is null or account.balance <= rule.balance_until)
    and (rule.moved_within is null or account.last_entry_at >= newest.day - (rule.moved_within - 1) * interval 1 day)
    and (rule.still_for is null or account.last_entry_at is null
         or account.last_entry_at < newest.day - (rule.still_for - 1) * interval 1 day)
left join (
    select
        flow.segment_id, entry.customer_id,
        cast(sum(case when entry.kind = 'earn' then entry.points else 0 end) as decimal(18, 2)) as earned,
        cast(sum(case when entry.kind = 'redeem' then -entry.points else 0 end) as decimal(18, 2)) as redeemed
    from segment as flow
    cross join (select cast(max(last_entry_at) as date) as day from account) as newest
    join point_entry as entry on entry.occurred_at >= newest.day - (flow.days - 1) * interval 1 day
    where entry.kind in ('earn', 'redeem')
      and flow.days is not null
    group by flow.segment_id, entry.customer_id
) as moved
    on moved.segment_id = rule.segment_id
    and moved.customer_id = customer.customer_id
where rule.has_rule
  and (rule.earned_from is null or coalesce(moved.earned, 0) >= rule.earned_from)
  and (rule.earned_until is null or coalesce(moved.earned, 0) <= rule.earned_until)
  and (rule.redeemed_from is null or coalesce(moved.redeemed, 0) >= rule.redeemed_from)
  and (rule.redeemed_until is null or coalesce(moved.redeemed, 0) <= rule.redeemed_until);

-- Who is in a segment now.
create view segment_customer as
select segment_id, customer_id from segment_member
union all
select found.segment_id, found.customer_id
from segment_found as found
join segment on segment.segment_id = found.segment_id
where not segment.is_frozen;
