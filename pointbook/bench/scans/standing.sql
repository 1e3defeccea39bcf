-- One row: what the allocation anew must come to.
select
    cast(sum(lots) * 100 as bigint) as lots,
    cast(sum(debt) * 100 as bigint) as debt
from account
