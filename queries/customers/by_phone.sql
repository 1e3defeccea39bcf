-- One row per customer with the same phone, whatever stands between its digits, and with or without +86.
-- $digits             text  the digits of the phone, without the code of the mainland
-- $row_limit          int   rows wanted, null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select customer_no, name, phone
from customer
where merged_into is null
  and phone like '%' || right($digits, 1)
  and replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+', '')
      in ($digits, '86' || $digits, '0086' || $digits)
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
order by customer_no
limit $row_limit
