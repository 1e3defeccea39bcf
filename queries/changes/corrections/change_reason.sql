-- Gives a reason another word, or closes or opens it.
-- $reason_id  int   which
-- $reason     text  the word
-- $is_open    bool  whether it is offered
update reason_choice
set reason = $reason, is_open = $is_open
where reason_id = $reason_id
