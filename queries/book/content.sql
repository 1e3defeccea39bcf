-- One row: what the whole book holds, to compare a copy with its original.
select
    book_state.last_link_id as link_id, book_state.chain,
    (select count(*) from point_entry) as entries,
    (select count(*) from customer) as customers,
    (select cast(coalesce(sum(points), 0) as decimal(18, 2)) from point_entry) as points
from book_state
