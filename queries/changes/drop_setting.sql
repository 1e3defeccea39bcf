-- Takes one setting away, so that its default holds again.
-- $name  text
delete from setting
where name = $name
