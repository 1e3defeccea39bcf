-- Notes the book that the keyring belongs to.
-- $book_id  text
insert into owner (book_id) values ($book_id)
