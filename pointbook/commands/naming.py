"""Who a command of the command line is done by."""

from __future__ import annotations

import getpass

from pointbook.access import Actor, Face, Origin


def actor_name() -> str:
    """The name of the user of this machine; a trusted local caller."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "cli"


def local_actor(face: Face = "command_line") -> Actor:
    """The same as one who acts: with every right, from this machine."""
    return Actor(actor_name(), origin=Origin(face))
