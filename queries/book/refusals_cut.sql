-- The details of the command that last let go of refusals, as JSON text, or no row.
select cast(details as varchar) as details
from audit_link
where command = 'forget_refusals'
  and strpos(cast(details as varchar), '"refusals_cut"') > 0
order by link_id desc
limit 1
