"""Who a command of the command line is done by."""

from __future__ import annotations

import getpass


def actor_name() -> str:
    """The name of the user of this machine; a trusted local caller."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "cli"
