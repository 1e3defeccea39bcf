-- Says whether a reason may be typed that no list has.
-- $value  text  yes or no
insert or replace into setting
values ('free_reasons', $value)
