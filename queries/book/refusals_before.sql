-- One row: the oldest refusals, all from before an instant, never the newest one; or no row.
-- $before  timestamp  UTC
select refusal_id as number, chain, (select cast(count(*) as bigint) from audit_refusal as older
    where older.refusal_id <= audit_refusal.refusal_id) as refusals
from audit_refusal
where refusal_id < (select max(refusal_id) from audit_refusal)
  and refusal_id < coalesce(
      (select min(refusal_id) from audit_refusal where last_at >= cast($before as timestamp)),
      9223372036854775807)
order by refusal_id desc
limit 1
