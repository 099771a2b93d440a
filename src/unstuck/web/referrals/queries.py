"""Reading referrals, always of episodes that came through the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.referrals.models import HELPED, Answer, AreaLink, Consent, Referral, ReplyLink, Serves, Step
from unstuck.web.referrals.workflow import OPEN

WAITING = Q(state__in=OPEN) | Q(state="completed", got__in=("", "not_yet"))
"""Followed still: somebody outside is asked, or the client was not yet asked whether it helped (D.4)."""


@dataclass(frozen=True)
class Story:
    """A referral with its areas, its latest consent, its steps and answers in order of time, and its open links."""

    referral: Referral
    areas: Sequence[str]
    consent: Consent | None
    steps: Sequence[Step]
    answers: Sequence[Answer]
    links: Sequence[ReplyLink]

    @property
    def is_waiting(self) -> bool:
        """True while it is followed."""
        one = self.referral
        return one.state in OPEN or (one.state == "completed" and one.got in ("", "not_yet"))

    def is_overdue(self, today: date) -> bool:
        """True where the day to ask again has come."""
        return self.is_waiting and self.referral.call_back_on <= today

    @property
    def why(self) -> Step | None:
        """The latest step that names a reason."""
        return next((one for one in reversed(self.steps) if one.reason), None)


def count_open(episode: Episode) -> int:
    """Return how many referrals of an episode are open: what the pathway knows as `referrals_open`."""
    return Referral.objects.filter(episode=episode, state__in=OPEN).count()


def ask_again_on(episode: Episode) -> date | None:
    """Return the first day on which somebody outside is to be asked again; None where nothing is followed."""
    waiting = Referral.objects.filter(WAITING, episode=episode)
    first: date | None = waiting.aggregate(first=Min("call_back_on"))["first"]
    return first


def consent_of(referral: Referral) -> Consent | None:
    """Return the consent that holds: the latest."""
    return Consent.objects.filter(referral=referral).order_by("recorded_at", "id").last()


def stories(found: Iterable[Referral]) -> list[Story]:
    """Return the stories of some referrals in their order, in five queries."""
    rows = list(found)
    areas = _by_referral(Serves.objects.filter(referral__in=rows).order_by("id"))
    consents = _by_referral(Consent.objects.filter(referral__in=rows).order_by("id"))
    steps = _by_referral(Step.objects.filter(referral__in=rows).order_by("id"))
    answers = _by_referral(Answer.objects.filter(referral__in=rows).order_by("id"))
    links = _by_referral(ReplyLink.objects.filter(referral__in=rows).order_by("id"))
    return [
        Story(
            one,
            [area.area for area in areas[one.pk]],
            consents[one.pk][-1] if consents[one.pk] else None,
            steps[one.pk],
            answers[one.pk],
            [link for link in links[one.pk] if link.used_at is None and link.ended_at is None],
        )
        for one in rows
    ]


class _OfReferral(Protocol):
    referral_id: int


Row = TypeVar("Row", bound=_OfReferral)


def _by_referral(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for one in rows:
        found[one.referral_id].append(one)
    return found


def of_episode(episode: Episode) -> list[Story]:
    """Return the referrals of an episode, those still followed first, then the latest."""
    told = stories(
        Referral.objects.filter(episode=episode).select_related("episode__client").order_by("-recorded_at", "-id")
    )
    return sorted(told, key=lambda one: (not one.is_waiting, one.referral.state != "draft"))


class Asked(NamedTuple):
    """One referral that was handed on, in short, for the pages of other rooms."""

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
        """True while somebody outside is asked."""
        return self.state in OPEN

    @property
    def helped(self) -> bool:
        """True where the client got help, at least in part."""
        return self.got in HELPED


def asked_outside(episode: Episode) -> list[Asked]:
    """Return the referrals of an episode that were handed on and not cancelled, the latest first, in one query."""
    handed_on = Referral.objects.filter(episode=episode, requested_on__isnull=False).exclude(state="cancelled")
    names = ("public_id", "organisation", "state", "got", "requested_on", "call_back_on", "recorded_by__name")
    rows = handed_on.order_by("-requested_on", "-pk", "serves__pk").values_list("pk", *names, "serves__area")
    return [
        Asked._make((*one, tuple(row[-1] for row in group if row[-1])))
        for one, group in groupby(rows, key=lambda row: row[:-1])
    ]


def overdue(actor: Actor | None, today: date) -> QuerySet[Referral]:
    """Return the referrals that somebody may read and whose day to ask again has come, the oldest first."""
    found = Referral.objects.filter(WAITING, episode__in=episodes_for(actor), call_back_on__lte=today)
    return found.select_related("episode__client", "episode__worker").order_by("call_back_on", "id")


def followed(actor: Actor | None) -> QuerySet[Referral]:
    """Return all referrals that somebody may read and that are still prepared or followed."""
    found = Referral.objects.filter(WAITING | Q(state="draft"), episode__in=episodes_for(actor))
    return found.select_related("episode__client", "episode__worker").order_by("call_back_on", "id")


def area_links_of(episode: Episode) -> list[AreaLink]:
    """Return the client's links between areas that hold now."""
    return list(AreaLink.objects.filter(episode=episode, ended_on=None))


@dataclass(frozen=True)
class Resource:
    """A place that was asked before, and the areas for which it was."""

    name: str
    areas: tuple[str, ...]


def known_places(actor: Actor | None) -> list[Resource]:
    """Return the places that somebody's own or team's clients were handed on to before, with their areas."""
    rows = Serves.objects.filter(referral__episode__in=episodes_for(actor)).exclude(referral__state="draft")
    found: dict[str, tuple[str, set[str]]] = {}
    for name, area in rows.order_by("-referral_id").values_list("referral__organisation", "area"):
        found.setdefault(" ".join(name.casefold().split()), (name, set()))[1].add(area)
    return [Resource(name, tuple(sorted(areas))) for name, areas in found.values()]
