-- One row per user and command that was done: when last, UTC.
select actor, command, max(recorded_at) as last_used_at
from audit_link
group by actor, command
order by actor, command
