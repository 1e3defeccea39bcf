"""系统对账: balances of another system beside the book's, and the differences worked off."""

from pointbook.ui import feedback, reconcile, reconcile_lines
from pointbook.ui.start import start_page

page = start_page("reconcile")
reconcile.show_outcome(page)
if page.is_empty:
    feedback.empty_book(page)
elif (opened := reconcile.opened(page)) is not None:
    reconcile_lines.show(page, opened)
else:
    reconcile.show_new(page)
    reconcile.show_kept(page)
