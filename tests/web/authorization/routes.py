"""Every route of the URL configuration, with the names of what its address holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """A route by the name that the table uses. `arguments` in the order of the address; `named` is False for none."""

    name: str
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    """Return every route that can be reached, once, in the order of the URL configuration."""
    found = dict.fromkeys(_below(get_resolver(), ()))
    return list(found)


def _below(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[Route]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield Route(":".join([*spaces, one.name or f"(without a name: {one.pattern})"]), _arguments(one))
        else:
            yield from _below(one, (*spaces, one.namespace) if one.namespace else spaces)


def _arguments(one: URLPattern) -> tuple[str, ...]:
    return tuple(one.pattern.regex.groupindex)
