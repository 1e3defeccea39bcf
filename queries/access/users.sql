-- One row per user, active or not, by name.
select
    u.user_name,
    u.full_name,
    u.role,
    u.department_id,
    d.name as department,
    u.post,
    u.is_active,
    u.created_at,
    u.customer_no
from app_user as u
left join department as d on d.department_id = u.department_id
order by u.user_name
