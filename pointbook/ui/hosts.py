"""The host names under which browsers may reach the pages: a foreign page cannot rename itself into one."""

from __future__ import annotations

from collections.abc import Iterable

from streamlit import config

_OPTION = "server.allowedHosts"


def allow_hosts(names: Iterable[str]) -> None:
    """Accept these names beside those of the settings file."""
    known: list[str] = list(config.get_option(_OPTION))
    config.set_option(_OPTION, list(dict.fromkeys((*known, *names))))
