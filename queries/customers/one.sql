-- One customer as registered, with the revision a form is checked against.
-- $customer_no  text  which
select
    customer.customer_no, customer.name, customer.phone, customer.email, customer.gender,
    customer.birthday, customer.joined_on, customer.region, customer.city, customer.store,
    customer.department, customer.owner, customer.tier, customer.status, customer.source,
    customer.tags, cast(customer.fields as varchar) as fields, heir.customer_no as merged_into,
    account.revision
from customer
join account on account.customer_id = customer.customer_id
left join customer as heir on heir.customer_id = customer.merged_into
where customer.customer_no = $customer_no
