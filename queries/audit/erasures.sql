-- One row: how many commands erased customers, whose numbers only texts of older commands still name.
select cast(count(*) as bigint) as erasures
from audit_link
where command in ('erase_customer', 'erase_due')
