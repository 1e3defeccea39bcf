-- The checksums of the requests for approval and of their ends that one link sealed, in its order.
-- $link_id  int  which
select checksum
from (
    select approval_id, 1 as step, checksum
    from approval_request
    where link_id = $link_id
    union all
    select approval_id, 2 as step, checksum
    from approval_event
    where link_id = $link_id
) as sealed
order by approval_id, step
