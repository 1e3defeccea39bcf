-- Lets go of the oldest refusals; only while the setting letting_go_of_refusals stands.
-- $until  bigint  the last of them
delete from audit_refusal
where refusal_id <= $until
