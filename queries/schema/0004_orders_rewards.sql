-- Orders, rewards and redemptions as imports bring them. What a later file says otherwise is a further
-- version; what stands is the newest version whose import was not undone.

-- Append-only: one version of an order. Money and points are signed as the file has them: a refund is negative.
create table customer_order (
    version_id    bigint not null,
    order_id      bigint not null,         -- the same in all versions
    customer_id   integer not null,
    order_no      varchar not null,        -- with source the exactly-once key
    ordered_at    timestamp not null,      -- the programme's local time
    amount        decimal(18, 2) not null,
    paid_points   decimal(18, 2),          -- points that paid a part of it
    quantity      decimal(18, 2),
    product       varchar,
    store         varchar,
    channel       varchar,
    campaign      varchar,
    status        varchar,
    source        varchar not null,
    fields_digest ubigint,                 -- of order_fields.fields, which may be erased but not changed
    batch_id      integer not null,
    link_id       bigint not null,
    checksum      ubigint not null         -- of all the columns above
);

-- Further columns of a file of orders. They may be personal (a receiver, an address), so they can be erased.
create table order_fields (version_id bigint not null, fields json not null);

-- Append-only: one version of a reward that points are exchanged for.
create table reward (
    version_id   bigint not null,
    reward_id    bigint not null,
    reward_no    varchar not null,         -- the exactly-once key
    reward_name  varchar,
    category     varchar,
    points_price decimal(18, 2),
    money_value  decimal(18, 2),
    stock        decimal(18, 2),           -- as the file said; null = not limited
    valid_from   date,
    valid_until  date,                     -- the last day
    status       varchar,
    fields       json,
    source       varchar not null,
    batch_id     integer not null,
    link_id      bigint not null,
    checksum     ubigint not null
);

-- Append-only: one version of a redemption. Customer, time and points are the same in all versions.
create table redemption (
    version_id    bigint not null,
    redemption_id bigint not null,
    redemption_no varchar,                 -- with source the exactly-once key, also of the entry
    line          integer not null,        -- its number among equal ones without a number
    customer_id   integer not null,
    reward_no     varchar,
    reward_name   varchar,
    quantity      decimal(18, 2),
    points        decimal(18, 2) not null check (points >= 0),
    redeemed_at   timestamp not null,      -- the programme's local time
    status        varchar,
    is_cancelled  boolean not null,        -- then it moved no points
    store         varchar,
    channel       varchar,
    source        varchar not null,
    entry_id      bigint,                  -- the entry of kind redeem, null where no points moved
    entry_batch_id integer,                -- the import that brought the entry; undone with it
    batch_id      integer not null,
    link_id       bigint not null,
    checksum      ubigint not null
);

-- The only place that says what the checksums cover; insert and verify both call it.
create macro order_checksum(
    version_id, order_id, customer_id, order_no, ordered_at, amount, paid_points, quantity, product,
    store, channel, campaign, status, source, fields_digest, batch_id, link_id
) as md5_number_lower(concat_ws(
    chr(31), version_id, order_id, customer_id, order_no, epoch_us(ordered_at), amount,
    coalesce(cast(paid_points as varchar), chr(30)), coalesce(cast(quantity as varchar), chr(30)),
    coalesce(product, chr(30)), coalesce(store, chr(30)), coalesce(channel, chr(30)), coalesce(campaign, chr(30)),
    coalesce(status, chr(30)), source, coalesce(fields_digest, 0), batch_id, link_id
));
create macro reward_checksum(
    version_id, reward_id, reward_no, reward_name, category, points_price, money_value, stock,
    valid_from, valid_until, status, fields, source, batch_id, link_id
) as md5_number_lower(concat_ws(
    chr(31), version_id, reward_id, reward_no, coalesce(reward_name, chr(30)), coalesce(category, chr(30)),
    coalesce(cast(points_price as varchar), chr(30)), coalesce(cast(money_value as varchar), chr(30)),
    coalesce(cast(stock as varchar), chr(30)), coalesce(cast(valid_from as varchar), chr(30)),
    coalesce(cast(valid_until as varchar), chr(30)), coalesce(status, chr(30)),
    coalesce(cast(fields as varchar), chr(30)), source, batch_id, link_id
));
create macro redemption_checksum(
    version_id, redemption_id, redemption_no, line, customer_id, reward_no, reward_name, quantity, points,
    redeemed_at, status, is_cancelled, store, channel, source, entry_id, entry_batch_id, batch_id, link_id
) as md5_number_lower(concat_ws(
    chr(31), version_id, redemption_id, coalesce(redemption_no, chr(30)), line, customer_id,
    coalesce(reward_no, chr(30)), coalesce(reward_name, chr(30)), coalesce(cast(quantity as varchar), chr(30)),
    points, epoch_us(redeemed_at), coalesce(status, chr(30)), is_cancelled, coalesce(store, chr(30)),
    coalesce(channel, chr(30)), source, coalesce(entry_id, 0), coalesce(entry_batch_id, 0), batch_id, link_id
));

-- The exactly-once key of a redemption: its outside number, or else what it says.
create macro redemption_key(source, redemption_no, customer_no, redeemed_at, reward_no, reward_name, points, line) as
    case
        when redemption_no is not null then concat_ws(chr(31), 'no', source, redemption_no)
        else concat_ws(
            chr(31), 'row', source, customer_no, epoch_us(redeemed_at), coalesce(reward_no, chr(30)),
            coalesce(reward_name, chr(30)), cast(points as decimal(18, 2)), line
        )
    end;

-- What stands.
create view order_now as
select customer_order.*
from customer_order
join (
    select max(version.version_id) as version_id
    from customer_order as version
    join batch on batch.batch_id = version.batch_id
    where batch.undone_by is null
    group by version.order_id
) as newest on newest.version_id = customer_order.version_id;
create view reward_now as
select reward.*
from reward
join (
    select max(version.version_id) as version_id
    from reward as version
    join batch on batch.batch_id = version.batch_id
    where batch.undone_by is null
    group by version.reward_id
) as newest on newest.version_id = reward.version_id;
create view redemption_now as
select redemption.*
from redemption
join (
    select max(version.version_id) as version_id
    from redemption as version
    join batch on batch.batch_id = version.batch_id
    left join batch as entry_batch on entry_batch.batch_id = version.entry_batch_id
    where batch.undone_by is null
      and entry_batch.undone_by is null
    group by version.redemption_id
) as newest on newest.version_id = redemption.version_id;

create trigger customer_order_no_update before update on customer_order for each statement
    insert into guard select error('customer_order is append-only');
create trigger customer_order_no_delete before delete on customer_order for each statement
    insert into guard select error('customer_order is append-only');
create trigger reward_no_update before update on reward for each statement
    insert into guard select error('reward is append-only');
create trigger reward_no_delete before delete on reward for each statement
    insert into guard select error('reward is append-only');
create trigger redemption_no_update before update on redemption for each statement
    insert into guard select error('redemption is append-only');
create trigger redemption_no_delete before delete on redemption for each statement
    insert into guard select error('redemption is append-only');
