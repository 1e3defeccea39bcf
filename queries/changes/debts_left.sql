-- By customer, what is still owed of debts made by a stretch of entries, the most first.
-- $first  int  the first entry
-- $last   int  the last entry
select open_debt.customer_id, customer.customer_no, cast(sum(open_debt.remaining) as decimal(18, 2)) as short
from open_debt
join customer on customer.customer_id = open_debt.customer_id
where open_debt.debt_entry_id between $first and $last
group by open_debt.customer_id, customer.customer_no
order by short desc, customer.customer_no
