-- One row per pair of customers who may be one person, by the same phone or by name and birthday, newest phone first.
-- Of a phone or name that more than six share, each is paired with the oldest of them only. Pairs of whom somebody
-- said that they are not the same are left out.
-- $row_limit          int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with person as (
    select customer_id, customer_no, name, phone, birthday
    from customer
    where merged_into is null
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),
-- Digits as a number group several times as fast as a text; the code of the mainland goes, and so do leading zeros.
phone as (
    select
        customer_id,
        case
            when digits between 8610000000000 and 8619999999999 then digits - 8600000000000
            else digits
        end as mark
    from (
        select
            customer_id,
            coalesce(
                try_cast(phone as bigint),
                try_cast(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+', '')
                    as bigint)) as digits
        from person
        where length(phone) >= 5
    ) as bare
    where digits >= 10000
),
same_phone as (
    select mark, min(customer_id) as oldest_id, count(*) as sharing
    from phone
    group by mark
    having count(*) > 1
),
same_birthday as (
    select lower(name) as mark, birthday, min(customer_id) as oldest_id, count(*) as sharing
    from person
    where birthday is not null
      and name <> ''
    group by lower(name), birthday
    having count(*) > 1
),
member as (
    select
        'phone' as double_by, cast(same_phone.oldest_id as bigint) as group_id, same_phone.sharing, phone.customer_id
    from same_phone
    join phone on phone.mark = same_phone.mark
    union all
    select 'name_birthday', cast(same_birthday.oldest_id as bigint), same_birthday.sharing, person.customer_id
    from same_birthday
    join person on person.birthday = same_birthday.birthday and lower(person.name) = same_birthday.mark
),
pair as (
    select
        a.customer_id as first_id, b.customer_id as second_id,
        case when min(a.double_by) <> max(a.double_by) then 'both' else min(a.double_by) end as double_by
    from member as a
    join member as b
        on b.double_by = a.double_by
        and b.group_id = a.group_id
        and a.customer_id < b.customer_id
    where a.sharing <= 6 or a.customer_id = a.group_id
    group by a.customer_id, b.customer_id
),
open_pair as (
    select pair.first_id, pair.second_id, pair.double_by
    from pair
    left join customer_apart as apart
        on apart.first_id = pair.first_id
        and apart.second_id = pair.second_id
    where apart.first_id is null
),
phone_change as (
    select customer_id, max(link_id) as link_id
    from customer_change
    where field = 'phone'
      and not is_own
    group by customer_id
),
newest as (
    select open_pair.first_id, open_pair.second_id, max(phone_change.link_id) as link_id
    from open_pair
    join phone_change
        on phone_change.customer_id = open_pair.first_id
        or phone_change.customer_id = open_pair.second_id
    group by open_pair.first_id, open_pair.second_id
)
select
    first.customer_no, first.name, first.phone, second.customer_no as other_no, second.name as other_name,
    second.phone as other_phone, open_pair.double_by, audit_link.recorded_at as phone_changed_at
from open_pair
join person as first on first.customer_id = open_pair.first_id
join person as second on second.customer_id = open_pair.second_id
left join newest on newest.first_id = open_pair.first_id and newest.second_id = open_pair.second_id
left join audit_link on audit_link.link_id = newest.link_id
order by newest.link_id desc nulls last, first.customer_no, second.customer_no
limit $row_limit
