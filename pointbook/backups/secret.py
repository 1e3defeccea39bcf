"""The secret that locks backups: from the environment or from a file that it names, never kept by us."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pointbook.errors import InvalidBackupKey

SECRET: Final = "POINTBOOK_BACKUP_KEY"
SECRET_FILE: Final = "POINTBOOK_BACKUP_KEY_FILE"
SHORTEST: Final = 16


def backup_secret() -> str | None:
    """The secret, None where none is set. InvalidBackupKey if it is too short or its file cannot be read."""
    secret = os.environ.get(SECRET)
    if not secret and (place := os.environ.get(SECRET_FILE)):
        try:
            secret = Path(place).read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            raise InvalidBackupKey(name=SECRET_FILE, limit=SHORTEST) from None
    if not secret:
        return None
    if len(secret.strip()) < SHORTEST:
        raise InvalidBackupKey(name=SECRET, limit=SHORTEST)
    return secret.strip()
