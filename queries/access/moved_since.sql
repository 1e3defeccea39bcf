-- One row: the points that one actor has moved by single changes; a transfer counts once.
-- $actor  text       whose changes
-- $since  timestamp  from this instant of recording on, UTC
select cast(coalesce(sum(abs(points)), 0) as decimal(18, 2)) as points
from point_entry
where recorded_at >= cast($since as timestamp)
  and batch_id is null
  and actor = $actor
  and kind not in ('transfer_in', 'merge_in')
