-- Adds one department; its number is the next free one.
-- $name       text
-- $parent_id  int   null at the top
insert into department (department_id, name, parent_id, is_open)
select coalesce(max(department_id), 0) + 1, $name, $parent_id, true from department
returning department_id
