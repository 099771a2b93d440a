"""Which routes are closed just now, because the agency does not use their room: what every link is held against.

`config.rooms` closes them for each request; whoever shows a link asks here, so that none leads to a closed page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_closed: ContextVar[frozenset[str]] = ContextVar("closed_routes", default=frozenset())


@contextmanager
def closing(routes: frozenset[str]) -> Iterator[None]:
    """Close these routes, and no others, for the length of the body.

    >>> with closing(frozenset({"learning:learning"})):
    ...     is_open("learning:learning"), is_open("home:caseload")
    (False, True)
    >>> is_open("learning:learning")
    True
    """
    before = _closed.set(routes)
    try:
        yield
    finally:
        _closed.reset(before)


def is_open(route: str) -> bool:
    """Tell whether a route can be led to."""
    return route not in _closed.get()
