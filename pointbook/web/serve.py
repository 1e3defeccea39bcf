"""Serving a book to browsers on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pointbook.settings import ROOT, host_names


def serve(
    book_path: str | Path,
    host: str = "127.0.0.1",
    port: int = 8501,
    *,
    proxies: str = "",
    names: Sequence[str] = (),
) -> None:
    """Serve the pages of a book until interrupted.

    `proxies` are the addresses, separated by commas, whose word on the browser's address and scheme
    is taken; `names` are host names under which browsers reach us, besides this machine's own.
    """
    import uvicorn  # slow to import, and only this command needs it

    os.environ["POINTBOOK_BOOK"] = str(Path(book_path).resolve())
    os.environ["POINTBOOK_NAMES"] = ",".join((*host_names(), host, *names))
    # Streamlit reads .streamlit/config.toml of the working directory.
    os.chdir(ROOT)
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    # uvicorn makes its own socket, with TCP_NODELAY; `streamlit run` hands over one with Nagle on.
    uvicorn.run(
        "app:app",
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_ping_interval=30,
        ws_ping_timeout=30,
        ws_max_size=32 * 2**20,
        ws_per_message_deflate=False,
        access_log=False,
        server_header=False,
        # Its default believes everybody on this machine.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
