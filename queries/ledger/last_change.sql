-- What changed a customer last, of the latest thousand commands; no row if it was none of them.
-- $customer_no  text  whose
select audit_link.actor, audit_link.command, audit_link.recorded_at
from audit_link
where audit_link.link_id > (select max(link_id) from audit_link) - 1000
  and audit_link.command not in ('view', 'unmask', 'export')
  and (json_extract_string(audit_link.details, '$.customer_no') = $customer_no
       or json_extract_string(audit_link.details, '$.to') = $customer_no
       or exists (
           select point_entry.entry_id
           from point_entry
           join customer on customer.customer_id = point_entry.customer_id
           where customer.customer_no = $customer_no
             and point_entry.entry_id between audit_link.first_entry_id and audit_link.last_entry_id))
order by audit_link.link_id desc
limit 1
