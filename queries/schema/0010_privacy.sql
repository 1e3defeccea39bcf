-- Refusals can be let go of by a rule.

-- Rows still go only while a command that says so is being written; the chain of refusals goes on from where it
-- was cut, and the audit link of that command holds its end.
drop trigger audit_refusal_no_delete on audit_refusal;
create trigger audit_refusal_no_delete before delete on audit_refusal for each statement
    insert into guard
    select error('audit_refusal is append-only')
    where not exists (select 1 from setting where name = 'letting_go_of_refusals');
