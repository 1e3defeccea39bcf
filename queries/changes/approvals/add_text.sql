-- Adds one of the texts of a request.
-- $approval_id  int   which
-- $part         text  content, reason or answer
-- $text         text  what is kept until somebody in it is erased
insert into approval_text (approval_id, part, text)
values ($approval_id, $part, $text)
