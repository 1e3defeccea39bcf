-- One row per line of a comparison, with what was said of it last and when the customer agreed before.
-- $reconciliation_id  int  the comparison
-- $line_no            int  this line alone, null = all
-- $state              text  lines of this state, null = all but equal ones
-- $with_strangers     bool  whether lines of customers whom the book has not are told too; null = no
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text  customers of these owners alone, written likewise; null = no such limit
with newest as (
    select line_no, max(noted_at) as noted_at
    from reconciliation_note
    where reconciliation_id = cast($reconciliation_id as integer)
    group by line_no
),
said as (
    select note.line_no, max(note.note) as note, max(note.actor) as noted_by, max(note.noted_at) as noted_at,
        max(case when note.is_handled then 'yes' else 'no' end) as is_handled
    from reconciliation_note as note
    join newest on newest.line_no = note.line_no and newest.noted_at = note.noted_at
    where note.reconciliation_id = cast($reconciliation_id as integer)
    group by note.line_no
),
agreed as (
    select line.customer_id, max(earlier.as_of) as agreed_on
    from reconciliation_line as line
    join reconciliation as earlier on earlier.reconciliation_id = line.reconciliation_id
    join reconciliation as this on this.reconciliation_id = cast($reconciliation_id as integer)
    where line.state = 'equal'
      and earlier.other_system = this.other_system
      and earlier.reconciliation_id < this.reconciliation_id
      and earlier.as_of <= this.as_of
    group by line.customer_id
)
select
    line.line_no, coalesce(customer.customer_no, line.outside_no) as customer_no, customer.name, line.state,
    line.here, line.there,
    case when line.state <> 'doubled' then cast(coalesce(line.there, 0) - coalesce(line.here, 0) as decimal(18, 2)) end as gap,
    coalesce(said.is_handled, 'no') as is_handled, said.note, said.noted_by, said.noted_at, agreed.agreed_on,
    customer.tier, customer.store
from reconciliation_line as line
left join customer on customer.customer_id = line.customer_id
left join said on said.line_no = line.line_no
left join agreed on agreed.customer_id = line.customer_id
where line.reconciliation_id = cast($reconciliation_id as integer)
  and (cast($line_no as integer) is null or line.line_no = cast($line_no as integer))
  and case when cast($state as varchar) is null then line.state <> 'equal' else line.state = cast($state as varchar) end
  and case
      when line.customer_id is null then coalesce(cast($with_strangers as boolean), false)
      else (cast($scope_departments as varchar) is null
              or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
          and (cast($scope_owner as varchar) is null
               or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
      end
order by abs(coalesce(line.there, 0) - coalesce(line.here, 0)) desc, line.line_no
