"""What the rooms above hear of people, inside the transaction in which it happened."""

from __future__ import annotations

from django.dispatch import Signal

concerns_people = Signal()
"""Sent where people are to be told of something about roles and sign-in. Arguments: `people`, row ids; `kind`;
`route`; `agency`, a row id; `now`. A listener that fails undoes what they would be told of."""
