-- Moves the one row of the book's state on.
-- $data_version      int   grows with every write
-- $last_customer_id  int   ids used up so far
-- $last_entry_id     int
-- $last_batch_id     int
-- $last_hold_id      int
-- $last_link_id      int
-- $chain             text  the head of the chain
-- $closed_until      timestamp  nothing is dated before it any more, null = no month is closed
update book_state
set data_version = $data_version,
    last_customer_id = $last_customer_id,
    last_entry_id = $last_entry_id,
    last_batch_id = $last_batch_id,
    last_hold_id = $last_hold_id,
    last_link_id = $last_link_id,
    chain = $chain,
    closed_until = $closed_until
