"""What the server lets in: host names under which browsers may reach the pages, and how large a file may be."""

from __future__ import annotations

from collections.abc import Iterable

from streamlit import config

_OPTION = "server.allowedHosts"


def upload_limit() -> int:
    """Bytes that an uploaded file may have."""
    return int(config.get_option("server.maxUploadSize")) * 2**20


def allow_hosts(names: Iterable[str]) -> None:
    """Accept these names beside those of the settings file."""
    known: list[str] = list(config.get_option(_OPTION))
    config.set_option(_OPTION, list(dict.fromkeys((*known, *names))))
