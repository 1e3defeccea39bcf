-- One row per department, open or closed, with the active users who belong to it, by name.
select
    d.department_id,
    d.name,
    d.parent_id,
    d.is_open,
    cast(coalesce(m.user_count, 0) as bigint) as user_count
from department as d
left join (
    select department_id, cast(count(*) as bigint) as user_count
    from app_user
    where is_active
    group by department_id
) as m on m.department_id = d.department_id
order by d.name, d.department_id
