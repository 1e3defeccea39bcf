"""What people write after an option, read; argparse says what is wrong with anything else."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation


def span(text: str) -> str:
    """A whole number, or off."""
    return text if text == "off" else str(int(text))


def pair(text: str) -> tuple[str, str]:
    """name=value."""
    name, found, value = text.partition("=")
    if not found or not name:
        raise argparse.ArgumentTypeError(f"name=value: {text}")
    return name.strip(), value


def amount(text: str) -> Decimal:
    """A finite amount."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(text) from None
    if not found.is_finite():
        raise argparse.ArgumentTypeError(text)
    return found


def word(text: str) -> tuple[str, str, str]:
    """field:word=meaning."""
    field, found, said = text.partition(":")
    cell, equals, meaning = said.rpartition("=")
    if not (field and found and equals and meaning):
        raise argparse.ArgumentTypeError(f"field:word=meaning: {text}")
    return field.strip(), cell.strip(), meaning.strip()
