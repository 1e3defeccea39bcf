-- One row: the book that the keyring belongs to.
select book_id from owner
