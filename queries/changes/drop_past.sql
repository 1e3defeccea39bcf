-- Removes the history that an undone import brought.
-- $batch_id  int  the import
delete from past_entry
where batch_id = $batch_id
