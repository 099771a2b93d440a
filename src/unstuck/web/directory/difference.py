"""What an import would change: services that are new, changed and gone, and the notes that stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unstuck.interop.hsds import Directory
from unstuck.interop.hsds.services import Described, described
from unstuck.web.directory.models import Note, Service

MOST_SHOWN = 100
LONGEST = 160
COMPARED = (
    "name", "alternate_name", "description", "status", "whom", "minimum_age", "maximum_age", "cost_words",
    "confirmed_on",
)  # fmt: skip
IN_MORE = {"apply": "apply", "waiting": "waiting", "url": "url", "email": "email", "alert": "alert"}


MOST_GONE = 20


def is_large_loss(gone: int, before: int) -> bool:
    """True where so many services would go that somebody has to say yes to it by name: half, or a fifth of many.

    >>> is_large_loss(1, 4), is_large_loss(2, 4), is_large_loss(30, 100), is_large_loss(3, 15)
    (False, True, True, False)
    """
    return gone > 0 and (gone * 2 >= before or (gone >= MOST_GONE and gone * 5 >= before))


def loss_of(difference: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return how many services would go, and of how many, where that is a large loss; else None."""
    gone = difference.get("gone", 0)
    before = gone + difference.get("changed", 0) + difference.get("same", 0)
    return (gone, before) if is_large_loss(gone, before) else None


def difference(agency: int, source: str, directory: Directory) -> dict[str, Any]:
    """Return counts, and the first of each kind by name; for those that change, what was and what will be."""
    mine = Service.objects.filter(agency_id=agency, source=source)
    known = {row: (pk, digest) for row, pk, digest in mine.filter(gone_at=None).values_list("row", "pk", "digest")}
    new: list[str] = []
    changed: list[Described] = []
    seen: set[str] = set()
    for service in described(directory):
        seen.add(service.id)
        if service.id not in known:
            new.append(service.name)
        elif known[service.id][1] != service.digest:
            changed.append(service)
    gone = [pk for row, (pk, _digest) in known.items() if row not in seen]
    return {
        "new": len(new),
        "changed": len(changed),
        "gone": len(gone),
        "same": len(seen) - len(new) - len(changed),
        "notes": Note.objects.filter(service__in=mine).values("service").distinct().count(),
        "new_names": new[:MOST_SHOWN],
        "gone_names": list(
            Service.objects.filter(pk__in=gone[:MOST_SHOWN]).order_by("name").values_list("name", flat=True)
        ),
        "changes": _changes([known[service.id][0] for service in changed[:MOST_SHOWN]], changed[:MOST_SHOWN]),
    }


def _changes(pks: list[int], changed: list[Described]) -> list[dict[str, Any]]:
    before = Service.objects.in_bulk(pks)
    return [
        {"name": service.name, "fields": _fields(before[pk], service)} for pk, service in zip(pks, changed, strict=True)
    ]


def _fields(before: Service, after: Described) -> list[list[str]]:
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in COMPARED]
    pairs += [(name, before.more.get(name), getattr(after, attribute)) for name, attribute in IN_MORE.items()]
    pairs.append(("phones", _listed(before.more.get("phones")), _listed(after.phones)))
    return [[name, _short(was), _short(will)] for name, was, will in pairs if (was or "") != (will or "")]


def _listed(phones: Any) -> str:
    return ", ".join(number for number, _what in phones or ())


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
