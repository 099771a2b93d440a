"""Choosing several clients on one form: all of them or some, with what is different for one of them beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, choices_field, text_field

Choices = Sequence[tuple[str, str]]


class ClientChoice(NamedTuple):
    """One client on the form: the box to tick, and the two questions about this one alone. `opened`: they show."""

    name: str
    tick: Any
    answer: forms.BoundField
    words: forms.BoundField
    opened: bool


class SeveralClientsForm(forms.Form):
    """A form about several clients. What is said of one client holds in the place of what is said for all."""

    def add_clients(self, clients: Choices, answers: Choices, question: str, words: str, gone: str) -> None:
        """Add the boxes, and for each client a question of their own with `answers`, and a text called `words`."""
        self.keys = [key for key, _name in clients]
        everybody = _("All of them (%(n)s)") % {"n": len(clients)}
        self.fields["everybody"] = forms.BooleanField(label=everybody, required=False)
        self.fields["clients"] = choices_field(_("Which clients?"), clients, gone=gone)
        for key in self.keys:
            options = [("", _("As for all of them")), *answers]
            self.fields[f"own-{key}"] = choice_field(question, options, _("Choose an answer."), required=False)
            self.fields[f"own-{key}"].widget = forms.Select(choices=options)
            self.fields[f"for-{key}"] = text_field(words, rows=2)

    @property
    def lines(self) -> Iterator[ClientChoice]:
        """Yield the clients as they are drawn."""
        for tick in self["clients"]:
            key = str(tick.data["value"])
            answer, words = self[f"own-{key}"], self[f"for-{key}"]
            opened = bool(answer.errors or words.errors or answer.value() or words.value())
            yield ClientChoice(str(tick.choice_label), tick, answer, words, opened)

    @property
    def others(self) -> Iterator[forms.BoundField]:
        """Yield the fields that are about all of them."""
        apart = {"everybody", "clients", *(f"{part}-{key}" for key in self.keys for part in ("own", "for"))}
        return (one for one in self if one.name not in apart)

    def clean(self) -> dict[str, Any]:
        """Return the fields; somebody has to be chosen."""
        fields: dict[str, Any] = super().clean() or {}
        if not self.chosen() and "clients" not in self.errors:
            self.add_error("clients", forms.ValidationError(_("Choose at least one client, or all of them."), "none"))
        return fields

    def chosen(self) -> list[str]:
        """Return the public ids of those who were chosen."""
        return self.keys if self.cleaned_data.get("everybody") else list(self.cleaned_data.get("clients", ()))

    def said_of(self, key: str, for_all: str) -> tuple[str, str]:
        """Return what was answered for a client, and the words about this one."""
        return self.cleaned_data.get(f"own-{key}") or for_all, self.cleaned_data.get(f"for-{key}", "").strip()
