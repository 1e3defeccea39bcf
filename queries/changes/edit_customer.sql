-- Writes a customer's fields as they are now.
-- $customer_no  text       which
-- $name         text
-- $phone        text
-- $email        text
-- $gender       text
-- $birthday     date
-- $joined_on    date
-- $region       text
-- $city         text
-- $store        text
-- $department   text
-- $owner        text
-- $tier         text
-- $tier_floor   text       the tier that is kept
-- $tier_floor_until  date  the last day on which it is
-- $status       text
-- $source       text
-- $tags         text       words separated by commas
-- $fields       json       the company's own fields
-- $search_text  text       what a search looks through
-- $updated_at   timestamp  UTC
update customer
set name = $name, phone = $phone, email = $email, gender = $gender, birthday = $birthday,
    joined_on = $joined_on, region = $region, city = $city, store = $store, department = $department,
    owner = $owner, tier = $tier, tier_floor = $tier_floor, tier_floor_until = $tier_floor_until,
    status = $status, source = $source, tags = $tags, fields = $fields, search_text = $search_text, updated_at = $updated_at
where customer_no = $customer_no
