-- Puts those whom a segment's rule finds today into its list, those alone whom its maker sees.
-- $segment_id         bigint
-- $scope_departments  text
-- $scope_owner        text
insert into segment_member (segment_id, customer_id)
select found.segment_id, found.customer_id
from segment_found as found
join customer on customer.customer_id = found.customer_id
where found.segment_id = $segment_id
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
