"""Everything about one client, found by the references between tables, and deleted in one go.

Whatever refers to the client, or to what refers to them, is about them; no list of tables can fall behind. A part: it
runs inside an action's own frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connections, models

from unstuck.web.audit.triggers import lifted
from unstuck.web.caseload.models import Client, Cover, CoveredClient, Score, Upload
from unstuck.web.notifications.actions import forget

AT_ONCE = 400
Found = dict[type[models.Model], set[Any]]


def tables_about_clients() -> set[type[models.Model]]:
    """Return every model whose rows may be about one client."""
    reached: set[type[models.Model]] = {Client}
    while more := {model for target in reached for model, _name in _referring(target)} - reached:
        reached |= more
    return reached


def delete_everything(client: Client, agency: int) -> int:
    """Delete a client with every row about them; return how many rows. Nothing is left that the tables lead to."""
    found = _rows_about(client)
    uploads = set(Score.objects.filter(pk__in=found.get(Score, ())).values_list("upload", flat=True)) - {None}
    public_ids = set(_public_ids(found))
    using = client._state.db or "default"
    with lifted(connections[using], [model._meta.db_table for model in found]):
        for model, keys in found.items():
            for part in _parts(keys):
                model._base_manager.filter(pk__in=part)._raw_delete(using)
    for part in _parts(uploads):
        Upload.objects.filter(pk__in=part).update(choices={})
    forget(public_ids, agency)
    return sum(map(len, found.values()))


def _rows_about(client: Client) -> Found:
    found: Found = defaultdict(set)
    _follow(found, Client, {client.pk})
    _follow(found, Cover, _covers_of_nobody_else(found))
    return {model: keys for model, keys in found.items() if keys}


def _covers_of_nobody_else(found: Found) -> set[int]:
    """Return the covers that were about this client alone: their notes are about them, though they refer to nobody."""
    theirs = CoveredClient.objects.filter(pk__in=found[CoveredClient])
    others = CoveredClient.objects.exclude(pk__in=found[CoveredClient]).values("cover")
    return set(theirs.exclude(cover__in=others).values_list("cover", flat=True))


def _follow(found: Found, first: type[models.Model], rows: set[Any]) -> None:
    """Add rows, and whatever refers to them."""
    found[first] |= rows
    ahead: list[tuple[type[models.Model], set[Any]]] = [(first, rows)]
    while ahead:
        target, keys = ahead.pop()
        for model, name in _referring(target):
            new = {
                key
                for part in _parts(keys)
                for key in model._base_manager.filter(**{f"{name}__in": part}).values_list("pk", flat=True)
            } - found[model]
            if new:
                found[model] |= new
                ahead.append((model, new))


def _referring(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield each model and its column that refers to this one."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if field.remote_field is not None and field.remote_field.model is target:
                yield model, field.name


def _public_ids(found: Found) -> Iterator[str]:
    for model, keys in found.items():
        if any(field.name == "public_id" for field in model._meta.local_fields):
            for part in _parts(keys):
                yield from map(str, model._base_manager.filter(pk__in=part).values_list("public_id", flat=True))


def _parts(keys: Collection[Any]) -> Iterator[Sequence[Any]]:
    ordered = sorted(keys)
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]
