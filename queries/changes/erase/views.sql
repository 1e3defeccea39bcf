-- Takes away the saved views whose filters name a staged customer by number, name, phone or e-mail.
-- $staged  text  path of the customers
delete from saved_view
where exists (
    select 1
    from customer
    where customer.customer_id in (select customer_id from read_parquet($staged))
      and (
          strpos(cast(saved_view.query as varchar), to_json(customer.customer_no)) > 0
          or strpos(cast(saved_view.query as varchar), to_json(customer.name)) > 0
          or strpos(cast(saved_view.query as varchar), to_json(customer.phone)) > 0
          or strpos(cast(saved_view.query as varchar), to_json(customer.email)) > 0
      )
)
