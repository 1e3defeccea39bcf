"""x"""

from pointbook.ui.start import start_page

page = start_page("upload")
