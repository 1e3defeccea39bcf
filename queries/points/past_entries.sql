-- One row per movement of one customer from before the cut-over, newest first; none of them counts.
-- $customer_no  text  whose
-- $row_limit    int   rows wanted, null = all
select
    past_entry.occurred_at, cast(past_entry.kind as varchar) as kind, past_entry.points, past_entry.reason,
    past_entry.ref, past_entry.note, past_entry.store, past_entry.source, past_entry.batch_id
from past_entry
join customer on customer.customer_id = past_entry.customer_id
where customer.customer_no = $customer_no
order by
    past_entry.occurred_at desc nulls last, past_entry.points nulls last, past_entry.ref nulls last,
    past_entry.line nulls last
limit $row_limit
