-- The one row of the book's state.
select
    book_id, data_version, last_customer_id, last_entry_id, last_batch_id, last_hold_id,
    last_link_id, chain, closed_until
from book_state
