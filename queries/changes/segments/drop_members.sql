-- Empties the list of a segment.
-- $segment_id  bigint
delete from segment_member where segment_id = $segment_id
