"""Codes with their words."""

from __future__ import annotations

from django.db import models


class WordedChoices(models.TextChoices):
    """Codes kept in the database, each with the words in which a page says it. Codes are append-only."""

    @property
    def words(self) -> str:
        """Return it in words."""
        return str(self.label)
