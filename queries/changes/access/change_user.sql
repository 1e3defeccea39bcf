-- Changes everything about one user but the name.
-- $user_name      text
-- $full_name      text
-- $post           text
-- $role           text
-- $department_id  int
-- $is_active      bool
-- $customer_no    text
-- $at             timestamp  UTC
update app_user
set full_name = $full_name, post = $post, role = $role, department_id = $department_id,
    is_active = $is_active, customer_no = $customer_no, updated_at = $at
where user_name = $user_name
