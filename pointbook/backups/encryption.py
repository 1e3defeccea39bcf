"""A file under lock: AES-256-GCM in pieces, so that neither size nor order nor end can be changed unseen.

The pieces are chained as in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption
and its Nonce-Reuse Misuse-Resistance, 2015): each nonce is a random prefix, the piece's number and
whether it is the last one. The key is derived from the secret by scrypt with a salt of the file's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from pointbook.errors import BookDamaged, WrongBackupKey

MAGIC: Final = b"PBOOKENC\x01"
_SALT, _PREFIX, _TAG = 16, 7, 16
_HEADER: Final = len(MAGIC) + _SALT + _PREFIX
_PIECE: Final = 1 << 20
_KEY_CHECK: Final = (2**32 - 1, 2)
"""Number and mark of the nonce under which nothing is sealed, only to tell a wrong key."""


def is_encrypted(path: Path) -> bool:
    """Whether a file was written by `encrypt`."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def encrypt(source: Path, target: Path, secret: str) -> None:
    """Write `source` under lock to `target`, and have it reach the disk."""
    header = MAGIC + os.urandom(_SALT + _PREFIX)
    cipher = _cipher(header, secret)
    with source.open("rb") as plain, target.open("wb") as out:
        out.write(header + cipher.encrypt(_nonce(header, *_KEY_CHECK), b"", header))
        for number, (piece, is_last) in enumerate(_pieces(plain, _PIECE)):
            out.write(cipher.encrypt(_nonce(header, number, is_last), piece, header))
        out.flush()
        os.fsync(out.fileno())


def decrypt(source: Path, target: Path, secret: str) -> None:
    """Write what is locked in `source` to `target`. WrongBackupKey, BookDamaged."""
    with source.open("rb") as locked, target.open("wb") as out:
        header = locked.read(_HEADER)
        if len(header) < _HEADER:
            raise BookDamaged(path=source.name, detail="header")
        cipher = _cipher(header, secret)
        try:
            cipher.decrypt(_nonce(header, *_KEY_CHECK), locked.read(_TAG), header)
        except (InvalidTag, ValueError):
            raise WrongBackupKey(path=source.name) from None
        for number, (piece, is_last) in enumerate(_pieces(locked, _PIECE + _TAG)):
            try:
                out.write(cipher.decrypt(_nonce(header, number, is_last), piece, header))
            except (InvalidTag, ValueError):
                raise BookDamaged(path=source.name, detail=f"piece {number}") from None


def _cipher(header: bytes, secret: str) -> AESGCM:
    salt = header[len(MAGIC) : len(MAGIC) + _SALT]
    return AESGCM(Scrypt(salt, 32, 2**15, 8, 1).derive(secret.encode()))


def _nonce(header: bytes, number: int, mark: int) -> bytes:
    return header[-_PREFIX:] + number.to_bytes(4, "big") + bytes([mark])


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of a file and whether each is the last; an empty file has one."""
    piece = file.read(size)
    while following := file.read(size):
        yield piece, False
        piece = following
    yield piece, True
