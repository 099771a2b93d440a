"""Reading concerns: always through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance.concerns import VIOLENCE
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.safety.models import (
    Assessment,
    Concern,
    ConcernStep,
    ContactAttempt,
    RiskQuestion,
    SafetyPlan,
    SafetyProcedure,
    SafeWay,
    Sign,
)
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.safety.workflow import ASSESSED, CLOSED, OPEN

LATEST = 50


def urgency(concern: Concern) -> tuple[bool, bool, str]:
    """Return the order of concerns: danger now, not assessed, then the one to be looked at first (S.3)."""
    again = concern.look_again_on.isoformat() if concern.look_again_on else ""
    return not concern.imminent, concern.state == ASSESSED, again


def open_concerns_of(episode: Episode) -> list[Concern]:
    """Return the open concerns of an episode, the most urgent first."""
    rows = Concern.objects.filter(episode=episode, state__in=OPEN).select_related("responder").order_by("raised_at")
    return sorted(rows, key=urgency)


def most_urgent(episode: Episode) -> Concern | None:
    """Return the most urgent open concern of an episode; None where there is none."""
    return next(iter(open_concerns_of(episode)), None)


def closed_concerns_of(episode: Episode) -> list[Concern]:
    """Return the closed concerns of an episode, the latest first."""
    return list(Concern.objects.filter(episode=episode, state=CLOSED).order_by("-closed_at"))


def concerns_list(actor: Actor) -> list[Concern]:
    """Return the open concerns that somebody may read, the most urgent first."""
    rows = concerns_for(actor).filter(state__in=OPEN)
    return sorted(
        rows.select_related("episode__client", "episode__worker", "responder").order_by("raised_at"), key=urgency
    )


def is_due(concern: Concern, today: date) -> bool:
    """Tell whether the day to look again has come."""
    return concern.state == ASSESSED and concern.look_again_on is not None and concern.look_again_on <= today


@dataclass(frozen=True)
class ConcernHistory:
    """Everything that is recorded about one concern, the first first."""

    signs: Sequence[Sign]
    assessments: Sequence[Assessment]
    steps: Sequence[ConcernStep]


def history_of(concern: Concern) -> ConcernHistory:
    """Return everything that is recorded about a concern that came through the gate."""
    return ConcernHistory(
        list(concern.signs.select_related("by")),
        list(concern.assessments.select_related("by")),
        list(concern.steps.select_related("by", "to")),
    )


def sign_ids(concerns: Sequence[Concern]) -> list[int]:
    """Return the row ids of the signs of some concerns, in one query: a further sign is known by its own."""
    return list(Sign.objects.filter(concern__in=concerns).order_by("id").values_list("id", flat=True))


def plans_of(episode: Episode) -> list[SafetyPlan]:
    """Return the versions of an episode's safety plan, the latest first."""
    return list(SafetyPlan.objects.filter(episode=episode).select_related("by").order_by("-number"))


def safe_way_of(episode: Episode) -> SafeWay | None:
    """Return what the client said last about reaching them safely; None where nobody asked."""
    return SafeWay.objects.filter(episode=episode).select_related("by").last()


def attempts_of(episode: Episode) -> list[ContactAttempt]:
    """Return the attempts to reach a client, the latest first."""
    return list(ContactAttempt.objects.filter(episode=episode).select_related("by").order_by("-on", "-id")[:LATEST])


def questions_of(episode: Episode) -> list[RiskQuestion]:
    """Return when risk was asked about without a sign, the latest first."""
    return list(RiskQuestion.objects.filter(episode=episode).select_related("by").order_by("-on", "-id")[:LATEST])


def procedure_of(agency: int) -> SafetyProcedure | None:
    """Return what an agency asks people to do; None where it has not said."""
    return SafetyProcedure.objects.filter(agency=agency).first()


def levels_of(agency: int) -> list[str]:
    """Return how urgent a concern can be in the agency's own words, the most urgent first; ours where it has none."""
    from_agency = procedure_of(agency)
    named = [line.strip() for line in from_agency.levels.splitlines() if line.strip()] if from_agency else []
    return named or default_levels()


def default_levels() -> list[str]:
    """Return the levels that an agency begins with."""
    return [_("Act now"), _("Act today"), _("Look again within the week"), _("Keep in view")]


def others_may_read(episode: Episode) -> bool:
    """Tell whether a message could reach the wrong reader: violence at home, stalking, exploitation (S.6)."""
    return bool(rows_of(lambda pk: Concern.objects.filter(episode=pk, kind__in=VIOLENCE, state__in=OPEN), episode.pk))
