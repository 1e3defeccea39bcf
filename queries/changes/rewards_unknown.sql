-- Staged redemptions of rewards that the catalogue does not have, by number and by name.
-- $staged  text  path of the redemptions
select staged.row, coalesce(staged.reward_name, staged.reward_no) as reward
from read_parquet($staged) as staged
where coalesce(staged.reward_no, '') not in (select reward_no from reward_now)
  and (
      staged.reward_no is not null
      or staged.reward_name not in (select reward_no from reward_now)
      and staged.reward_name not in (select reward_name from reward_now where reward_name is not null)
  )
order by staged.row
