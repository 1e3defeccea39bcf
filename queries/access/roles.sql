-- One row per role that somebody made or changed.
select role, rights, entry_limit, batch_limit, day_limit, scope
from role
order by role
