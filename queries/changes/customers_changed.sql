-- Registered customers of whom a staged file says anything new, as they will be.
-- $staged  text  path of the customers
select
    customer.customer_id, customer.customer_no,
    coalesce(staged.name, customer.name) as name,
    coalesce(staged.phone, customer.phone) as phone,
    coalesce(staged.email, customer.email) as email,
    coalesce(staged.gender, customer.gender) as gender,
    coalesce(staged.birthday, customer.birthday) as birthday,
    coalesce(staged.joined_on, customer.joined_on) as joined_on,
    coalesce(staged.region, customer.region) as region,
    coalesce(staged.city, customer.city) as city,
    coalesce(staged.store, customer.store) as store,
    coalesce(staged.department, customer.department) as department,
    coalesce(staged.owner, customer.owner) as owner,
    coalesce(staged.tier, customer.tier) as tier,
    customer.tier_floor, customer.tier_floor_until,
    coalesce(staged.status, customer.status) as status,
    coalesce(staged.source, customer.source) as source,
    coalesce(staged.tags, customer.tags) as tags,
    case
        when staged.fields is null then cast(customer.fields as varchar)
        else cast(json_merge_patch(coalesce(customer.fields, cast('{}' as json)), cast(staged.fields as json)) as varchar)
    end as fields
from read_parquet($staged) as staged
join customer on customer.customer_no = staged.customer_no
where ((staged.name is not null and staged.name is distinct from customer.name)
        or (staged.phone is not null and staged.phone is distinct from customer.phone)
        or (staged.email is not null and staged.email is distinct from customer.email)
        or (staged.gender is not null and staged.gender is distinct from customer.gender)
        or (staged.birthday is not null and staged.birthday is distinct from customer.birthday)
        or (staged.joined_on is not null and staged.joined_on is distinct from customer.joined_on)
        or (staged.region is not null and staged.region is distinct from customer.region)
        or (staged.city is not null and staged.city is distinct from customer.city)
        or (staged.store is not null and staged.store is distinct from customer.store)
        or (staged.department is not null and staged.department is distinct from customer.department)
        or (staged.owner is not null and staged.owner is distinct from customer.owner)
        or (staged.tier is not null and staged.tier is distinct from customer.tier)
        or (staged.status is not null and staged.status is distinct from customer.status)
        or (staged.source is not null and staged.source is distinct from customer.source)
        or (staged.tags is not null and staged.tags is distinct from customer.tags)
        or (
            staged.fields is not null
            and not json_contains(coalesce(customer.fields, cast('{}' as json)), cast(staged.fields as json))
        ))
