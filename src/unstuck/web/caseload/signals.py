"""What the rooms above hear of a caseload, inside the transaction in which it happened."""

from __future__ import annotations

from django.dispatch import Signal

standings_changed = Signal()
"""Sent after it was stored where episodes stand. Arguments: `episodes`, a list of row ids; `cases`, what was read of
each for it (a `CaseRecord` by row id), so that a listener reads none of it again; `now`; `today`. A listener that
fails undoes the whole save."""
