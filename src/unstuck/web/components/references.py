"""How the references of clients are compared."""

from __future__ import annotations


def reference_key(reference: str) -> str:
    """Return the form in which references are compared: without outer and repeated spaces, in one case."""
    return " ".join(reference.split()).casefold()
