"""What people write behind options of the command line, as values; argparse tells what is none."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation


def pair(text: str) -> tuple[str, str]:
    """A name and what it is to be."""
    name, found, value = text.partition("=")
    if not found or not name:
        raise argparse.ArgumentTypeError(f"name=value: {text}")
    return name.strip(), value


def amount(text: str) -> Decimal:
    """Points or a percentage, negative too."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(text) from None
    if not number.is_finite():
        raise argparse.ArgumentTypeError(text)
    return number


def word(text: str) -> tuple[str, str, str]:
    """A field, a word in a file, and what it means."""
    field, found, said = text.partition(":")
    named, equals, meaning = said.rpartition("=")
    if not (field and found and equals and meaning):
        raise argparse.ArgumentTypeError(f"field:word=meaning: {text}")
    return field.strip(), named.strip(), meaning.strip()
