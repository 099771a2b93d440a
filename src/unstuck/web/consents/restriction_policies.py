"""What a restriction must say, and who decides on it."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role, Team
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import Restriction, RestrictionScope
from unstuck.web.consents.workflow import RESTRICTION


def check_asked(
    actor: Actor,
    episode: Episode,
    scope: str,
    person: Person | None,
    team: Team | None,
    on: date,
    words: str,
    today: date,
) -> None:
    """Raise Denied for a wish that does not say how far it goes, from whom, or why; and for one from the own worker."""
    if scope not in RestrictionScope.values:
        raise Denied("no_scope", _("Choose what is to be restricted."))
    if (scope == RestrictionScope.COLLEAGUE) != (person is not None or team is not None):
        raise Denied("no_colleague", _("Choose who is not to see it, and only where it is about somebody here."))
    _check_said(on, words, today)
    if _would_keep_out(episode.worker_id, person, team):
        words_to_worker = _("The client's own worker needs the record. Arrange a transfer first, then restrict it.")
        raise Denied("own_worker", words_to_worker)


def _would_keep_out(worker: int | None, person: Person | None, team: Team | None) -> bool:
    in_team = team is not None and Membership.objects.filter(person=worker, team=team, ended_at=None).exists()
    return in_team or (person is not None and person.pk == worker)


def _check_said(on: date, words: str, today: date) -> None:
    if on > today:
        raise Denied("future_date", _("The date cannot be in the future."))
    if not words.strip():
        raise Denied("no_reason", _("Say why, in a sentence."))


def check_decides(actor: Actor, restriction: Restriction, action: str, on: date, words: str, today: date) -> None:
    """Raise Denied for a decision without a day and a reason, and for a refusal by anybody but a supervisor.

    A refusal takes a right away, so it is not left to whoever wrote the wish down.
    """
    RESTRICTION.check(action, restriction.state)
    _check_said(on, words, today)
    asked = restriction.steps.order_by("id").first()
    if asked is not None and on < asked.on:
        raise Denied("before_asked", _("The day cannot be before the client asked."))
    if action == "refuse" and (actor.role != Role.SUPERVISOR or (asked is not None and asked.by_id == actor.id)):
        raise Denied("not_supervisor", _("A supervisor refuses, and not whoever wrote it down."))
