"""A step in the life of a thing, as a row, and the one way in which such a step is taken."""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings
from django.db import models


class TransitionRecord(models.Model):
    """One step of something with a life: what, when, and by whom (null: it followed from what was stored).

    Append-only. A room adds what its thing is, and what goes with the step.
    """

    action = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["at", "id"]


class HasState(Protocol):
    """A row whose state a workflow moves."""

    state: Any

    def save(self) -> None:
        """Store it."""
