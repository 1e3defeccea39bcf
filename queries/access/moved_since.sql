-- One row: the points that one actor has moved by single changes; a transfer counts once.
-- What was approved counts for whoever approved it, not for whoever asked.
-- $actor  text       whose changes
-- $since  timestamp  from this instant of recording on, UTC
with approved as (
    select actor, first_entry_id, last_entry_id
    from approval_event
    where state = 'approved'
      and decided_at >= cast($since as timestamp)
)

select cast(coalesce(sum(abs(point_entry.points)), 0) as decimal(18, 2)) as points
from point_entry
left join approved on point_entry.entry_id between approved.first_entry_id and approved.last_entry_id
where point_entry.recorded_at >= cast($since as timestamp)
  and point_entry.batch_id is null
  and point_entry.kind not in ('transfer_in', 'merge_in')
  and coalesce(approved.actor, point_entry.actor) = $actor
