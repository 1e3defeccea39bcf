-- Keeps, field by field, what a command is about to change of staged customers.
-- $staged    text    path of the customers as they will be
-- $link_id   bigint  the command
-- $batch_id  int     the import or its undo; null = one customer by hand
insert into customer_change
with pair as materialized (
    select
        customer.customer_id,
        customer.name as name_was, staged.name as name_will,
        customer.phone as phone_was, staged.phone as phone_will,
        customer.email as email_was, staged.email as email_will,
        customer.gender as gender_was, staged.gender as gender_will,
        customer.birthday as birthday_was, staged.birthday as birthday_will,
        customer.joined_on as joined_on_was, staged.joined_on as joined_on_will,
        customer.region as region_was, staged.region as region_will,
        customer.city as city_was, staged.city as city_will,
        customer.store as store_was, staged.store as store_will,
        customer.department as department_was, staged.department as department_will,
        customer.owner as owner_was, staged.owner as owner_will,
        customer.tier as tier_was, staged.tier as tier_will,
        customer.tier_floor as tier_floor_was, staged.tier_floor as tier_floor_will,
        customer.tier_floor_until as tier_floor_until_was, staged.tier_floor_until as tier_floor_until_will,
        customer.status as status_was, staged.status as status_will,
        customer.source as source_was, staged.source as source_will,
        customer.tags as tags_was, staged.tags as tags_will,
        customer.fields as fields_was, cast(staged.fields as json) as fields_will
    from read_parquet($staged) as staged
    join customer on customer.customer_no = staged.customer_no
),
-- A name may hold anything, so that it is reached by a pointer, in which only these two stand for something.
own as (
    select
        customer_id, key, fields_was, fields_will,
        '/' || replace(replace(key, '~', '~0'), '/', '~1') as place
    from (
        select
            customer_id, fields_was, fields_will,
            unnest(list_distinct(list_concat(
                coalesce(json_keys(fields_was), []), coalesce(json_keys(fields_will), [])))) as key
        from pair
        where fields_was is distinct from fields_will
    ) as named
),
change as (
    select customer_id, 'name' as field, false as is_own, name_was as before, name_will as after from pair where name_was is distinct from name_will
    union all
    select customer_id, 'phone', false, phone_was, phone_will from pair where phone_was is distinct from phone_will
    union all
    select customer_id, 'email', false, email_was, email_will from pair where email_was is distinct from email_will
    union all
    select customer_id, 'gender', false, gender_was, gender_will from pair where gender_was is distinct from gender_will
    union all
    select customer_id, 'birthday', false, cast(birthday_was as varchar), cast(birthday_will as varchar) from pair where birthday_was is distinct from birthday_will
    union all
    select customer_id, 'joined_on', false, cast(joined_on_was as varchar), cast(joined_on_will as varchar) from pair where joined_on_was is distinct from joined_on_will
    union all
    select customer_id, 'region', false, region_was, region_will from pair where region_was is distinct from region_will
    union all
    select customer_id, 'city', false, city_was, city_will from pair where city_was is distinct from city_will
    union all
    select customer_id, 'store', false, store_was, store_will from pair where store_was is distinct from store_will
    union all
    select customer_id, 'department', false, department_was, department_will from pair where department_was is distinct from department_will
    union all
    select customer_id, 'owner', false, owner_was, owner_will from pair where owner_was is distinct from owner_will
    union all
    select customer_id, 'tier', false, tier_was, tier_will from pair where tier_was is distinct from tier_will
    union all
    select customer_id, 'tier_floor', false, tier_floor_was, tier_floor_will from pair where tier_floor_was is distinct from tier_floor_will
    union all
    select customer_id, 'tier_floor_until', false, cast(tier_floor_until_was as varchar), cast(tier_floor_until_will as varchar) from pair where tier_floor_until_was is distinct from tier_floor_until_will
    union all
    select customer_id, 'status', false, status_was, status_will from pair where status_was is distinct from status_will
    union all
    select customer_id, 'source', false, source_was, source_will from pair where source_was is distinct from source_will
    union all
    select customer_id, 'tags', false, tags_was, tags_will from pair where tags_was is distinct from tags_will
    union all
    select customer_id, key, true, json_extract_string(fields_was, place), json_extract_string(fields_will, place)
    from own
    where json_extract_string(fields_was, place) is distinct from json_extract_string(fields_will, place)
)
select $link_id, $batch_id, customer_id, field, is_own, before, after
from change
