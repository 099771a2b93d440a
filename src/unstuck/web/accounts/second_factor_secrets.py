"""What a second factor is checked with stands sealed: the secret of an app, and the seed of recovery codes.

django-allauth keeps both in a JSON column, and its hooks for encryption do not say whose secret it is. So it is sealed
as the row is stored, bound to its person and kind, and opened by the adapter when a code is checked.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connections, transaction
from django.db.models.signals import post_init, pre_save
from django.dispatch import receiver

from unstuck.web.audit.resealing import Resealed
from unstuck.web.components.field_keys import KeyRing
from unstuck.web.components.seals_of_fields import SealBroken, SealedPlace, key_of, opened, sealed

TABLE = "mfa_authenticator"
NAMES = ("secret", "seed")
"""What in the column `data` is a secret."""


class OwnSecret(str):
    """A secret as it is stored, and where: whose it is."""

    __slots__ = ("place",)
    place: SealedPlace


def place_of(person: object, kind: str, name: str) -> SealedPlace:
    """Return what a secret is bound to."""
    return SealedPlace(TABLE, f"data.{name}", f"{person} {kind}")


_SKIPPED: ContextVar[list[SealedPlace] | None] = ContextVar(
    "closed secrets that a check of a code goes past", default=None
)


@contextmanager
def going_past_closed_secrets() -> Iterator[list[SealedPlace]]:
    """Let a code be checked against the secrets that open; yield where those are that did not.

    In the place of each stands one drawn at random, which no code fits but by chance: whoever asks looks at the list.
    """
    closed: list[SealedPlace] = []
    token = _SKIPPED.set(closed)
    try:
        yield closed
    finally:
        _SKIPPED.reset(token)


def open_secret(stored: str) -> str:
    """Return a secret of a row. Raises SealBroken where it does not open, and where it stands in the clear."""
    try:
        if not isinstance(stored, OwnSecret):
            raise SealBroken(SealedPlace(TABLE, "data", "unknown"), "expected a secret of a row, found something else")
        return opened(str(stored), stored.place)
    except SealBroken as broken:
        closed = _SKIPPED.get()
        if closed is None:
            raise
        closed.append(broken.place)
        return base64.b32encode(secrets.token_bytes(20)).decode()


@receiver(post_init, sender=Authenticator)
def know_whose(sender: type[Authenticator], instance: Any, **named: Any) -> None:
    """Let each secret of a row from the database know whose it is."""
    if "data" in instance.__dict__ and instance.pk is not None:
        _mark(instance)


@receiver(pre_save, sender=Authenticator)
def seal_secrets(sender: type[Authenticator], instance: Any, **named: Any) -> None:
    """Seal what is new, just before it is stored."""
    for name in NAMES:
        secret = instance.data.get(name)
        if secret is not None and not isinstance(secret, OwnSecret):
            instance.data[name] = sealed(secret, place_of(instance.user_id, instance.type, name))
    _mark(instance)


def _mark(row: Any) -> None:
    for name in NAMES:
        if isinstance(row.data, dict) and row.data.get(name) is not None:
            known = OwnSecret(row.data[name])
            known.place = place_of(row.user_id, row.type, name)
            row.data[name] = known


def reseal_secrets(ring: KeyRing) -> Resealed:
    """Bring every secret under the key that seals now, each row in a transaction of its own."""
    texts, broken = 0, []
    for number in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=number)
            due = [name for name in NAMES if key_of(row.data.get(name) or "") not in ("", ring.current)]
            for name in due:
                place = place_of(row.user_id, row.type, name)
                try:
                    row.data[name] = OwnSecret(sealed(opened(str(row.data[name]), place, ring), place, ring))
                    texts += 1
                except SealBroken:
                    broken.append(place)
            row.save(update_fields=["data"])
    return Resealed(texts, tuple(broken))


def keys_of_secrets(using: str = "default") -> set[str]:
    """Return the names of the keys under which secrets stand."""
    if TABLE not in connections[using].introspection.table_names():
        return set()
    rows = Authenticator.objects.using(using).values_list("data", flat=True)
    return {key_of(str(data.get(name) or "")) for data in rows for name in NAMES} - {""}
