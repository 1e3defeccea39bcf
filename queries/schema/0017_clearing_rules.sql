-- Rules by which points are cleared without anybody's pressing a button, and what became of each of their days.

-- Append-only: one version of a rule. The newest counts; switching a rule on or off makes a version too.
create table clearing_rule (
    rule_id        bigint not null,         -- the link that made it: never used twice
    version        integer not null,
    name           varchar not null,
    condition      varchar not null check (condition in ('still', 'ended', 'day')),
    months         integer,                 -- of still and ended: for how long, months and days together
    days           integer,
    statuses       varchar,                 -- of ended: words separated by commas
    year_day       varchar,                 -- of day: as 12-31
    -- Whose points: all that is not null must hold.
    tier           varchar,
    store          varchar,
    region         varchar,
    department     varchar,
    tag            varchar,
    status         varchar,
    without_status varchar,                 -- words separated by commas
    segment        bigint,
    balance_from   decimal(18, 2),
    balance_until  decimal(18, 2),
    reason         varchar not null,
    most_customers bigint not null,         -- a run beyond either waits for somebody to look
    most_points    decimal(18, 2) not null,
    is_on          boolean not null,
    seen_customers bigint,                  -- of a version that is on: what was shown to whoever switched it on
    seen_points    decimal(18, 2),
    author         varchar not null,        -- in whose name it runs
    changed_at     timestamp not null,      -- UTC
    changed_on     date not null,           -- by the programme's clock: it is never due on this day or before
    link_id        bigint not null,
    primary key (rule_id, version)
);

-- Append-only: what became of a rule on one of its days. A day is done once; one that failed may be tried again.
create table clearing_run (
    rule_id     bigint not null,
    version     integer not null,
    day         date not null,              -- the day it was due on, however late it ran
    outcome     varchar not null check (outcome in ('posted', 'nobody', 'waiting', 'failed')),
    customers   bigint not null,            -- cleared, or to be cleared once somebody approves
    points      decimal(18, 2) not null,    -- of them, positive
    left_out    json not null,              -- why → how many customers
    batch_id    integer,                    -- of one that posted
    approval_id integer,                    -- of one that waits
    failure     json,                       -- of one that failed: code and values of the refusal
    ran_at      timestamp not null,         -- UTC
    link_id     bigint not null
);

create trigger clearing_rule_no_update before update on clearing_rule for each statement
    insert into guard select error('clearing_rule is append-only');
create trigger clearing_rule_no_delete before delete on clearing_rule for each statement
    insert into guard select error('clearing_rule is append-only');
create trigger clearing_run_no_update before update on clearing_run for each statement
    insert into guard select error('clearing_run is append-only');
create trigger clearing_run_no_delete before delete on clearing_run for each statement
    insert into guard select error('clearing_run is append-only');

-- The batches that rules made, by themselves or once somebody had approved.
create view clearing_batch as
select
    batch_id, cast(json_extract_string(mapping, '$.rule_id') as bigint) as rule_id,
    cast(json_extract_string(mapping, '$.rule_version') as integer) as version, undone_by
from batch
where kind = 'clear'
  and json_extract_string(mapping, '$.rule_id') is not null;

-- When customers did something themselves: they earned, redeemed or sent points, bought, joined. An opening balance
-- is the beginning of what is known. What we did to them, gave back or took away counts for nothing.
create view customer_doing as
select entry.customer_id, entry.occurred_at as did_at
from point_entry as entry
left join batch on batch.batch_id = entry.batch_id
where entry.kind in ('opening', 'earn', 'redeem', 'transfer_out')
  and batch.undone_by is null
union all
select customer_order.customer_id, customer_order.ordered_at
from customer_order
join batch on batch.batch_id = customer_order.batch_id
where batch.undone_by is null
union all
select redemption.customer_id, redemption.redeemed_at
from redemption
join batch on batch.batch_id = redemption.batch_id
where batch.undone_by is null
union all
select past_entry.customer_id, past_entry.occurred_at
from past_entry
join batch on batch.batch_id = past_entry.batch_id
where batch.undone_by is null
  and past_entry.kind in ('opening', 'earn', 'redeem', 'transfer_out')
union all
select customer_id, cast(joined_on as timestamp)
from customer
where joined_on is not null;

-- Whom a rule leaves alone: they got back what it had cleared, by an undo or one by one, and did nothing since.
create view clearing_spared as
select given.rule_id, given.customer_id
from (
    select clearing_batch.rule_id, entry.customer_id, max(back.entry_id) as entry_id
    from clearing_batch
    join point_entry as entry on entry.batch_id = clearing_batch.batch_id
    join point_entry as back on back.reverses_entry_id = entry.entry_id
    group by clearing_batch.rule_id, entry.customer_id
) as given
where not exists (
    select 1
    from point_entry as did
    where did.customer_id = given.customer_id
      and did.entry_id > given.entry_id
      and did.kind in ('earn', 'redeem', 'transfer_out')
);

-- Since when a customer has the status they have, in UTC. Where no change of it was kept, they have had it since
-- they came, or since changes began to be kept: whichever is later, for nobody knows better.
create view customer_status_since as
select
    customer.customer_id,
    coalesce(audit_link.recorded_at, greatest(customer.created_at, kept.applied_at)) as since_at
from customer
cross join (select applied_at from migration where name = '0015_customer_changes') as kept
left join (
    select customer_id, max(link_id) as link_id
    from customer_change
    where field = 'status' and not is_own
    group by customer_id
) as changed on changed.customer_id = customer.customer_id
left join audit_link on audit_link.link_id = changed.link_id;
