-- One customer as registered, with the revision a form is checked against.
-- $customer_no  text  which
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
select
    customer.customer_no, customer.name, customer.phone, customer.email, customer.gender,
    customer.birthday, customer.joined_on, customer.region, customer.city, customer.store,
    customer.department, customer.owner, customer.tier, customer.tier_floor,
    customer.tier_floor_until, customer.status, customer.source,
    customer.tags, cast(customer.fields as varchar) as fields, heir.customer_no as merged_into,
    account.revision
from customer
join account on account.customer_id = customer.customer_id
left join customer as heir
    on heir.customer_id = customer.merged_into
    and (cast($scope_departments as varchar) is null
         or strpos($scope_departments, chr(10) || heir.department || chr(10)) > 0)
    and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || heir.owner || chr(10)) > 0)
where customer.customer_no = $customer_no
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
