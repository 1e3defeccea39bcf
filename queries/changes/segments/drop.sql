-- Removes a segment; its list is emptied by itself.
-- $segment_id  bigint
delete from segment where segment_id = $segment_id
