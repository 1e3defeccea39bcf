-- Keeps that two customers are not the same person.
-- $customer_no  text    the one
-- $other_no     text    the other
-- $link_id      bigint  the command
insert into customer_apart
select least(one.customer_id, other.customer_id), greatest(one.customer_id, other.customer_id), $link_id
from customer as one
join customer as other on other.customer_no = $other_no
where one.customer_no = $customer_no
  and not exists (
      select customer_apart.link_id
      from customer_apart
      where customer_apart.first_id = least(one.customer_id, other.customer_id)
        and customer_apart.second_id = greatest(one.customer_id, other.customer_id))
