-- Takes away what was said of the differences of staged customers.
-- $staged  text  path of the customers
update reconciliation_note
set note = null
where exists (
    select 1
    from reconciliation_line
    where reconciliation_line.reconciliation_id = reconciliation_note.reconciliation_id
      and reconciliation_line.line_no = reconciliation_note.line_no
      and (
          reconciliation_line.customer_id in (select customer_id from read_parquet($staged))
          or reconciliation_line.outside_no in (
              select customer_no from customer where customer_id in (select customer_id from read_parquet($staged))
          )
      )
)
