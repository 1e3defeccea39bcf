-- Adds one user.
-- $user_name      text
-- $full_name      text
-- $post           text
-- $role           text
-- $department_id  int
-- $customer_no    text
-- $at             timestamp  UTC
insert into app_user (user_name, full_name, post, role, department_id, is_active, customer_no,
    created_at, updated_at)
values ($user_name, $full_name, $post, $role, $department_id, true, $customer_no, $at, $at)
