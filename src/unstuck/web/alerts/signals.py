"""What the rooms above hear of alerts, inside the transaction in which it happened."""

from __future__ import annotations

from django.dispatch import Signal

alerts_raised = Signal()
"""Sent after alerts were raised or came back. Arguments: `alerts`, a list of rows; `now`; `today`."""
