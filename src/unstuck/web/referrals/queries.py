"""Reading referrals, always for episodes that the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consents.holders import is_withdrawn, withdrawn_rows
from unstuck.web.referrals.models import (
    HELPED,
    NOT_TOLD_YET,
    AreaLink,
    Consent,
    HelpAnswer,
    Referral,
    ReferralArea,
    ReferralStep,
    ReplyLink,
)
from unstuck.web.referrals.workflow import OPEN

WAITING = Q(state__in=OPEN) | Q(state="completed", got__in=NOT_TOLD_YET)
"""Still followed: an organisation has been asked, or the client has not yet said whether it helped (D.4)."""


@dataclass(frozen=True)
class ReferralHistory:
    """A referral with its life areas, latest consent, steps and answers in order of time, and open links."""

    referral: Referral
    areas: Sequence[str]
    consent: Consent | None
    steps: Sequence[ReferralStep]
    answers: Sequence[HelpAnswer]
    links: Sequence[ReplyLink]

    @property
    def is_waiting(self) -> bool:
        """True while it is followed."""
        state, got = self.referral.state, self.referral.got
        return state in OPEN or (state == "completed" and got in NOT_TOLD_YET)

    def is_overdue(self, today: date) -> bool:
        """True where the day to ask again has come."""
        return self.is_waiting and self.referral.call_back_on <= today

    @property
    def latest_reason(self) -> str:
        """The reason of the latest step that gives one; empty where none does."""
        return next((step.reason for step in reversed(self.steps) if step.reason), "")


def ask_again_on(episode: Episode) -> date | None:
    """Return the first day on which an organisation is to be asked again; None where nothing is followed."""
    waiting = Referral.objects.filter(WAITING, episode=episode)
    first: date | None = waiting.aggregate(first=Min("call_back_on"))["first"]
    return first


REFERRAL_CONSENTS = "referral"
"""The code under which this room's consents stand on the list of all of them."""


def consent_of(referral: Referral) -> Consent | None:
    """Return the consent in force: the latest, unless it was taken back; an earlier one never takes its place."""
    latest = Consent.objects.filter(referral=referral).order_by("recorded_at", "id").last()
    return None if latest is None or is_withdrawn(REFERRAL_CONSENTS, latest.pk) else latest


def histories_of(referrals: Iterable[Referral]) -> list[ReferralHistory]:
    """Return the histories of some referrals in their order, in six queries."""
    referrals = list(referrals)
    areas = _by_referral(ReferralArea.objects.filter(referral__in=referrals).order_by("id"))
    consents = _by_referral(Consent.objects.filter(referral__in=referrals).order_by("id"))
    latest = {referral: rows[-1] for referral, rows in consents.items() if rows}
    gone = withdrawn_rows(REFERRAL_CONSENTS, [row.pk for row in latest.values()])
    steps = _by_referral(ReferralStep.objects.filter(referral__in=referrals).order_by("id"))
    answers = _by_referral(HelpAnswer.objects.filter(referral__in=referrals).order_by("id"))
    links = _by_referral(ReplyLink.objects.filter(referral__in=referrals).order_by("id"))
    return [
        ReferralHistory(
            referral,
            [row.area for row in areas[referral.pk]],
            in_force if (in_force := latest.get(referral.pk)) and in_force.pk not in gone else None,
            steps[referral.pk],
            answers[referral.pk],
            [link for link in links[referral.pk] if link.used_at is None and link.ended_at is None],
        )
        for referral in referrals
    ]


class _ReferralPart(Protocol):
    referral_id: int


Part = TypeVar("Part", bound=_ReferralPart)


def _by_referral(parts: Iterable[Part]) -> dict[int, list[Part]]:
    by_referral: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        by_referral[part.referral_id].append(part)
    return by_referral


def histories_in(episode: Episode) -> list[ReferralHistory]:
    """Return the referrals of an episode: those still followed first, then the latest."""
    referrals = Referral.objects.filter(episode=episode).select_related("episode__client")
    histories = histories_of(referrals.order_by("-recorded_at", "-id"))
    return sorted(histories, key=lambda history: (not history.is_waiting, history.referral.state != "draft"))


class ReferralSummary(NamedTuple):
    """One referral that was made, in short, for the pages of other rooms."""

    pk: int
    public_id: UUID
    organisation: str
    state: str
    got: str
    on: date
    call_back_on: date
    by: str
    areas: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """True while the organisation's help is awaited or under way."""
        return self.state in OPEN

    @property
    def helped(self) -> bool:
        """True where the client got help, at least in part."""
        return self.got in HELPED


def asked_outside(episode: Episode) -> list[ReferralSummary]:
    """Return the referrals of an episode that were made and not cancelled, the latest first, in one query."""
    rows = rows_of(_made, episode.pk)
    return [
        ReferralSummary._make((*columns, tuple(row[-1] for row in group if row[-1])))
        for columns, group in groupby(rows, key=lambda row: row[:-1])
    ]


def _made(episode: int) -> QuerySet[Referral, tuple[Any, ...]]:
    made = Referral.objects.filter(episode=episode, requested_on__isnull=False).exclude(state="cancelled")
    names = ("public_id", "organisation", "state", "got", "requested_on", "call_back_on", "recorded_by__name")
    return made.order_by("-requested_on", "-pk", "serves__pk").values_list("pk", *names, "serves__area")


def followed(actor: Actor | None) -> QuerySet[Referral]:
    """Return all referrals that somebody may read and that are still being prepared or followed."""
    current = Referral.objects.filter(WAITING | Q(state="draft"), episode__in=episodes_for(actor))
    return current.select_related("episode__client", "episode__worker").order_by("call_back_on", "id")


def area_links_of(episode: Episode) -> list[AreaLink]:
    """Return how the client's life areas affect each other now, in the client's view."""
    return rows_of(lambda pk: AreaLink.objects.filter(episode=pk, ended_on=None), episode.pk)


@dataclass(frozen=True)
class KnownPlace:
    """A place that was asked before, and the life areas it was asked for."""

    name: str
    areas: tuple[str, ...]


def known_places(actor: Actor | None) -> list[KnownPlace]:
    """Return the places that somebody's own or team's clients were referred to before, with their areas."""
    rows = ReferralArea.objects.filter(referral__episode__in=episodes_for(actor)).exclude(referral__state="draft")
    places: dict[str, tuple[str, set[str]]] = {}
    for name, area in rows.order_by("-referral_id").values_list("referral__organisation", "area"):
        places.setdefault(" ".join(name.casefold().split()), (name, set()))[1].add(area)
    return [KnownPlace(name, tuple(sorted(areas))) for name, areas in places.values()]
