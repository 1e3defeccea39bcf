-- One row: how large the book is.
select
    (select count(*) from point_entry) as entries,
    (select count(*) from customer) as customers,
    (select cast(sum(points) as decimal(18, 2)) from point_entry) as points,
    (select max(entry_count) from account) as largest
