-- For each staged customer: who it is in the book, if anybody, and which fields the file says otherwise.
-- $staged  text  path of the customers
select
    staged.row, staged.customer_no, customer.customer_id,
    case
        when customer.customer_id is not null then concat_ws(
            ',',
            case when staged.name is not null and staged.name is distinct from customer.name then 'name' end,
            case when staged.phone is not null and staged.phone is distinct from customer.phone then 'phone' end,
            case when staged.email is not null and staged.email is distinct from customer.email then 'email' end,
            case when staged.gender is not null and staged.gender is distinct from customer.gender then 'gender' end,
            case when staged.birthday is not null and staged.birthday is distinct from customer.birthday then 'birthday' end,
            case when staged.joined_on is not null and staged.joined_on is distinct from customer.joined_on then 'joined_on' end,
            case when staged.region is not null and staged.region is distinct from customer.region then 'region' end,
            case when staged.city is not null and staged.city is distinct from customer.city then 'city' end,
            case when staged.store is not null and staged.store is distinct from customer.store then 'store' end,
            case when staged.department is not null and staged.department is distinct from customer.department then 'department' end,
            case when staged.owner is not null and staged.owner is distinct from customer.owner then 'owner' end,
            case when staged.tier is not null and staged.tier is distinct from customer.tier then 'tier' end,
            case when staged.status is not null and staged.status is distinct from customer.status then 'status' end,
            case when staged.source is not null and staged.source is distinct from customer.source then 'source' end,
            case when staged.tags is not null and staged.tags is distinct from customer.tags then 'tags' end,
            case
                when staged.fields is not null
                    and not json_contains(coalesce(customer.fields, cast('{}' as json)), cast(staged.fields as json))
                    then 'fields'
            end
        )
    end as changed,
    customer.tier as tier_before, staged.tier as tier_after
from read_parquet($staged) as staged
left join customer on customer.customer_no = staged.customer_no
order by staged.row
