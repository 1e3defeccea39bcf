"""待审批: changes beyond somebody's limits, looked at and decided by a second pair of eyes."""

from pointbook.ui import approving
from pointbook.ui.start import start_page

page = start_page("approvals")
approving.show(page)
