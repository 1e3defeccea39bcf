-- Leaves of one customer a pseudonym and what groups them with many others.
-- $customer_id  int        whom
-- $pseudonym    text       their number from now on
-- $search_text  text       what a search looks through
-- $updated_at   timestamp  UTC
update customer
set customer_no = $pseudonym, name = null, phone = null, email = null, gender = null, birthday = null, city = null,
    tags = null, fields = null, search_text = $search_text, updated_at = $updated_at
where customer_id = $customer_id
