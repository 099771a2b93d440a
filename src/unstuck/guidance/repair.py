"""A.4: what to say or do where working together needs care."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def prompts() -> Mapping[str, tuple[str, ...]]:
    """Return the prompts by the reason of the pathway that calls for them; `always` stands under each."""
    path = resources.files("unstuck.guidance") / "knowledge" / "repair.toml"
    return {code: tuple(texts) for code, texts in tomllib.loads(path.read_text(encoding="utf-8")).items()}
