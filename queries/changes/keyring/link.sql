-- One row at most: whose link this is.
-- $digest  text
-- $at      bigint  now
select user_name from link where digest = $digest and ends_at > $at
