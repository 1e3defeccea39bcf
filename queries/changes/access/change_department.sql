-- Renames, moves or closes one department.
-- $department_id  int
-- $name           text
-- $parent_id      int   null at the top
-- $is_open        bool
update department set name = $name, parent_id = $parent_id, is_open = $is_open
where department_id = $department_id
