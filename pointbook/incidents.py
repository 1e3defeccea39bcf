"""What nobody foresaw: logged in full under a number, and the number is all that people are shown."""

from __future__ import annotations

import logging
import secrets

log = logging.getLogger("pointbook.incident")


def note_incident(error: Exception, where: str = "") -> str:
    """Log an error with its traceback; the number to tell."""
    number = f"{secrets.randbelow(10**8):08d}"
    log.error("incident %s%s", number, f" in {where}" if where else "", exc_info=error)
    return number
