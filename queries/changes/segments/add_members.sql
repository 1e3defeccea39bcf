-- Puts staged customers into a list, those alone whom its maker sees.
-- $segment_id         bigint
-- $staged             text  path of rows with a customer_no
-- $scope_departments  text
-- $scope_owner        text
insert into segment_member (segment_id, customer_id)
select distinct $segment_id, customer.customer_id
from read_parquet($staged) as staged
join customer on customer.customer_no = staged.customer_no
where (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
