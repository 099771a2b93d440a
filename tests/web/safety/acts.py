"""What the tests of safety do: see a sign, assess it, as the worker of a client."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.safety.actions import concerns as acts
from unstuck.web.safety.actions.naming import DutyHours, confirm_responder, name_responder
from unstuck.web.safety.models import Concern, Responder

FOUND = "Asked about thoughts, plan and means: no plan."


def sign(
    cast: Cast,
    kind: str = "other",
    *,
    on: date = TODAY,
    now: datetime = NOW,
    today: date = TODAY,
    episode: Episode | None = None,
    by: Person | None = None,
    words: str = "Seen today",
    imminent: bool | None = None,
    myself: bool = False,
    role: str = "at_risk",
) -> Concern:
    """Raise a concern, or let a sign join an open one."""
    seen = acts.SeenSign(kind, on, "seen", words, role=role, imminent=imminent, by_myself=myself)
    context = WriteContext(now, today)
    return acts.raise_concern(cast.actor(by or cast.worker), episode or cast.cleo, seen, context)


def name_and_confirm(cast: Cast, person: Person, hours: DutyHours) -> None:
    """Name who answers for concerns, as an administrator and a second person."""
    name_responder(cast.actor(cast.administrator), person, hours, now=NOW)
    confirm_responder(cast.actor(cast.manager), Responder.objects.latest("pk").pk, now=NOW)


def findings(**changed: Any) -> acts.AssessmentFindings:
    """Return what an assessment of today found."""
    usual: dict[str, Any] = {
        "on": TODAY,
        "words": FOUND,
        "imminent": False,
        "urgency": "Act today",
        "told": "The supervisor",
        "done": "Agreed to ring tomorrow",
        "look_again_on": TODAY + timedelta(days=1 if changed.get("imminent") else 5),
    }
    return acts.AssessmentFindings(**{**usual, **changed})


def assess(
    cast: Cast, concern: Concern, *, now: datetime = NOW, today: date = TODAY, by: Person | None = None, **changed: Any
) -> None:
    """Assess a concern."""
    acts.assess(cast.actor(by or cast.worker), concern, findings(**changed), WriteContext(now, today))


def close(cast: Cast, concern: Concern, words: str = "It has passed", because: str = "passed") -> None:
    """Close a concern with a reason."""
    acts.close(cast.actor(cast.worker), concern, because, words, WriteContext(NOW, TODAY))


def fresh(concern: Concern) -> Concern:
    """Return a concern as it is now."""
    return Concern.objects.get(pk=concern.pk)
