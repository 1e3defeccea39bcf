-- The programme's settings, by name.
select name, value
from setting
order by name
