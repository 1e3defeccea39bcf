-- Takes away the texts of requests about staged customers, also of batches that list them; the digests stay.
-- $staged  text  path of the customers
delete from approval_text
where approval_id in (
    select approval_id
    from approval_request
    where customer_id in (select customer_id from read_parquet($staged))
       or other_id in (select customer_id from read_parquet($staged))
    union
    select content.approval_id
    from approval_text as content
    join customer on strpos(content.text, cast(to_json(customer.customer_no) as varchar)) > 0
    where content.part = 'content'
      and customer.customer_id in (select customer_id from read_parquet($staged)))
