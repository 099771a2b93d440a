"""Codes with their words."""

from __future__ import annotations

from django.db import models

from unstuck.language import gettext


class WordedChoices(models.TextChoices):
    """Codes kept in the database, each with the words in which a page says it. Codes are append-only."""

    @property
    def words(self) -> str:
        """Return it in words, in the language that is spoken now."""
        return gettext(str(self.label))
