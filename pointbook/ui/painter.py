"""PNG and SVG drawn on the server by a browser that it keeps for a while; where there is none, nobody pretends."""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from pointbook.errors import PictureNotMade
from pointbook.ui.paper import WIDTH
from pointbook.ui.plots import Plot

PictureFormat: TypeAlias = Literal["png", "svg"]
_PATIENCE: Final = 60.0
"""Seconds that the first picture may take, with the browser's start."""
_IDLE: Final = 300.0
"""Seconds without a picture after which the browser goes."""
_SHARP: Final = 2

log = logging.getLogger("pointbook.painter")


@cache
def browser() -> str | None:
    """The browser that draws: BROWSER_PATH, or Chrome, Chromium or Edge where they usually are."""
    from choreographer.browsers.chromium import Chromium  # only when a chart is shown
    from choreographer.utils import get_browser_path

    found = get_browser_path(executable_names=()) or Chromium.find_browser(skip_local=False)
    return str(found) if found else None


class Painter:
    """One browser in a loop of its own, one picture at a time.

    Kaleido's own server waits for ever once its browser has failed; this one gives up and starts anew.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._browser: Any = None
        self._leaving: asyncio.TimerHandle | None = None

    def paint(self, plot: Plot, to: PictureFormat) -> bytes:
        """The picture of a plot on paper. PictureNotMade where no browser is found, or it fails."""
        if browser() is None:
            raise PictureNotMade(kind=to, detail="no browser")
        with self._turn:
            work = asyncio.run_coroutine_threadsafe(self._painted(plot, to), self._running())
            try:
                return work.result(_PATIENCE)
            except Exception as error:  # whatever a browser dies of, the page can go on without it
                work.cancel()
                log.warning("no picture: %r", error)
                self._end()
                raise PictureNotMade(kind=to, detail=type(error).__name__) from error

    def close(self) -> None:
        """Let the browser go."""
        with self._turn:
            self._end()

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="painter", daemon=True
            )
            self._thread.start()
        return self._loop

    async def _painted(self, plot: Plot, to: PictureFormat) -> bytes:
        from kaleido import Kaleido  # with its own machinery; only when somebody wants a picture

        if self._leaving is not None:
            self._leaving.cancel()
        if self._browser is None:
            # No MathJax, which would be fetched from elsewhere.
            self._browser = await Kaleido(n=1, timeout=_PATIENCE, mathjax=False, path=browser())
        options = {
            "format": to,
            "width": WIDTH,
            "height": plot["layout"]["height"],
            "scale": _SHARP if to == "png" else 1,
        }
        made = await self._browser.calc_fig(plot, opts=options)
        self._leaving = asyncio.get_running_loop().call_later(_IDLE, self._leave)
        return bytes(made)

    def _leave(self) -> None:
        leaving, self._browser = self._browser, None
        if leaving is not None:
            self._farewell = asyncio.ensure_future(leaving.close())

    def _end(self) -> None:
        loop, leaving, thread = self._loop, self._browser, self._thread
        self._loop = self._browser = self._thread = self._leaving = None
        if loop is None or thread is None:
            return
        if leaving is not None:
            farewell = asyncio.run_coroutine_threadsafe(leaving.close(), loop)
            try:
                farewell.result(5)
            except Exception as error:  # it is gone already
                log.debug("the browser left by itself: %r", error)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        if not thread.is_alive():
            loop.close()


painter: Final = Painter()
atexit.register(painter.close)
