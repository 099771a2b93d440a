"""A refusal with a code and the sentence that the person sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied


class Denied(PermissionDenied):
    """Somebody may not do this, or it cannot be done in this state. `code` is stable; `reason` is for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def allowed(check: Callable[..., None], *facts: Any) -> bool:
    """Tell whether a `check_*` would pass: the only boolean made from it."""
    try:
        check(*facts)
    except Denied:
        return False
    return True


def why_not(check: Callable[..., None], *facts: Any) -> str:
    """Return the reason why a `check_*` does not pass, empty where it does."""
    try:
        check(*facts)
    except Denied as denied:
        return denied.reason
    return ""
