-- The end of the chain of refusals, or no row.
select refusal_id, chain
from audit_refusal
order by refusal_id desc
limit 1
