-- One row per user and per command that the audit knows, by kind and name.
select 'actor' as field, actor as value
from (select actor from audit_link union select actor from audit_refusal) as known_actor
union all
select 'command' as field, command as value
from (select command from audit_link union select command from audit_refusal) as known_command
order by field, value
