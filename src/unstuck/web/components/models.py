"""What rows of several rooms have in common: some are only ever added, some record a step in the life of a thing."""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings
from django.db import connections, models

from unstuck.web.components.sealed_texts import SealedRows, next_numbers


class AppendOnly(models.Model):
    """A row that can be added and read, never changed or removed: the database itself refuses.

    Triggers do that. The migration that makes such a table installs them, and every `migrate` puts back what was lost
    on the way: SQLite makes a table anew where a column or a constraint changes, and its triggers go with the old one.
    """

    class Meta:
        abstract = True


class SealedRow(models.Model):
    """A row with sealed texts, which are bound to its number: it has one before it is stored."""

    objects = SealedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **named: Any) -> None:
        """Store it, under a number that it has before its texts are sealed."""
        if self.pk is None:
            using = named.get("using") or self._state.db or "default"
            (self.pk,) = next_numbers(type(self), connections[using], 1)
            named["force_insert"] = True
        super().save(*args, **named)


class TransitionRecord(AppendOnly):
    """One step of something with a life: what, when, and by whom (null: it followed from what was stored).

    A room adds what its thing is, and what goes with the step.
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
