"""The secret that locks backups: from the environment or from a file that it names, never kept by us."""

from __future__ import annotations

from typing import Final

from pointbook.errors import InvalidBackupKey
from pointbook.settings import long_enough

SECRET: Final = "POINTBOOK_BACKUP_KEY"


def backup_secret() -> str | None:
    """The secret, None where none is set. InvalidBackupKey if it is too short; SecretUnreadable."""
    return long_enough(SECRET, InvalidBackupKey)
