"""Restrictions in words, and what stands on top of a client's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Client
from unstuck.web.consents.models import Restriction, RestrictionScope
from unstuck.web.consents.part2 import is_part2
from unstuck.web.consents.restrictions import restrictions_of
from unstuck.web.consents.workflow import ASKED, IN_FORCE, RESTRICTION


@dataclass(frozen=True)
class RestrictionEvent:
    """One step in words."""

    on: date
    what: str
    by: str
    words: str


@dataclass(frozen=True)
class RestrictionLine:
    """One restriction. `is_open`: it waits for a decision, or can be lifted."""

    public_id: UUID
    called: str
    state: str
    code: str
    events: Sequence[RestrictionEvent]

    @property
    def is_open(self) -> bool:
        """True where something can be decided about it."""
        return self.code in (ASKED, IN_FORCE)


def restriction_lines(client: int) -> list[RestrictionLine]:
    """Return a client's restrictions in words, what waits first."""
    words = {one.action: one.words for one in RESTRICTION.transitions}
    return [
        RestrictionLine(
            one.public_id,
            _called(one),
            RESTRICTION.states[one.state],
            one.state,
            [
                RestrictionEvent(step.on, words[step.action], step.by.name if step.by else "", step.words)
                for step in one.steps.all()
            ],
        )
        for one in restrictions_of(client)
    ]


def _called(one: Restriction) -> str:
    if one.person is not None:
        return _("%(name)s is not to see the record") % {"name": one.person.name}
    if one.team is not None:
        return _("The team %(name)s is not to see the record") % {"name": one.team.name}
    return RestrictionScope(one.scope).words


def banner(client: Client) -> list[str]:
    """Return what holds, a sentence each, for the top of a client's page; empty for most."""
    said = [_sentence(one) for one in restriction_lines(client.pk) if one.code in (ASKED, IN_FORCE)]
    if is_part2(client):
        said.append(
            _("Records of a substance use programme: nothing is sent without a signed consent (42 CFR Part 2).")
        )
    return said


def _sentence(line: RestrictionLine) -> str:
    about: Mapping[str, str] = {"what": line.called, "day": spell_date(line.events[-1].on)}
    if line.code == ASKED:
        return _("The client asked on %(day)s for a restriction, and nobody has decided: %(what)s.") % about
    return _("Restricted since %(day)s, as the client asked: %(what)s.") % about
