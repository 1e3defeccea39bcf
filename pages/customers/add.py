"""新增客户: one customer by hand, from the same fields that a file may bring."""

from pointbook.ui import adding
from pointbook.ui.start import start_page

page = start_page("add")
adding.show_outcome(page)
adding.show(page)
