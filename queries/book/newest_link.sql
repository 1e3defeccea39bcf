-- When the last command was recorded (UTC); null in a book without any.
select max(recorded_at) as recorded_at
from audit_link
