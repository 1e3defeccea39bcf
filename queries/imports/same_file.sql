-- One row per import of a file with this content that still stands, newest first.
-- $file_digest  text  sha256 of the file
select batch_id, title, recorded_at, actor, source, entries, customers
from batch
where kind = 'import'
  and file_digest = $file_digest
  and undone_by is null
order by batch_id desc
