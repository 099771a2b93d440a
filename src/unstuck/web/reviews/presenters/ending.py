"""What stands beside an ending: the kinds to choose from, what was explored, the risk, the second look (E.1 to E.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from unstuck.guidance import default_thresholds, tables
from unstuck.guidance.because import number
from unstuck.guidance.case import Case
from unstuck.guidance.consultation import stuck
from unstuck.guidance.ending import alternatives, client_leaves, not_stepping_down
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date, together
from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy.presenters.before_an_end import asked_in_numbers, still_asked
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import allowed
from unstuck.web.consultation.permissions import colleagues_of
from unstuck.web.referrals.outside_work import OutsideLine
from unstuck.web.reviews.ending_kinds import CLIENT, HAPPENED, WORKER, EndingKind, ending_kinds
from unstuck.web.reviews.ending_policies import (
    EndingCircumstances,
    check_second_look,
    circumstances,
    is_newer,
    risk_as_seen,
)
from unstuck.web.reviews.models import Ending, IntendedEnding, PlannedEnd
from unstuck.web.reviews.queries import intended_of, planned_end_of
from unstuck.web.reviews.workflow import AGREED, ASKED, INTENDED_ENDING, OBJECTED
from unstuck.web.transfers.presenters import open_risk


@dataclass(frozen=True)
class Safeguard:
    """One part of having explored the alternatives. `met` False: not known to be so."""

    text: str
    met: bool


@dataclass(frozen=True)
class EndingRule:
    """A rule of the practice page beside the form."""

    id: str
    title: str
    says: str
    sources: Sequence[str]


@dataclass(frozen=True)
class EndingChoice:
    """One kind of ending, with the page where it is recorded."""

    words: str
    hint: str
    address: str


@dataclass(frozen=True)
class EndingChoices:
    """The kinds that come from one side: the client, what has happened, or the worker."""

    title: str
    hint: str
    choices: Sequence[EndingChoice]


@dataclass(frozen=True)
class EndingPage:
    """The first page of an ending: which kind it is. `crisis`: a risk is not assessed, or imminent."""

    groups: Sequence[EndingChoices]
    risks: Sequence[str]
    crisis: bool
    wishes_to_leave: bool
    mandated: bool
    planned: PlannedEnd | None
    planned_because: str


def ending_page(episode: Episode, today: date) -> EndingPage:
    """Return the kinds of ending to choose from, the client's own wish first."""
    case = current_case(episode, today, facts_about(episode))
    planned = planned_end_of(episode)
    return EndingPage(
        groups=[_group(episode, *words) for words in _origins()],
        risks=open_risk(case),
        crisis=suspended(case),
        wishes_to_leave=bool(client_leaves(case)),
        mandated=bool(case.treatment.mandated),
        planned=planned,
        planned_because=tables.words().ends_because[planned.because] if planned else "",
    )


def _origins() -> list[tuple[str, str, str]]:
    return [
        (CLIENT, _("It is the client's wish"), _("There are no conditions, and nothing is withheld.")),
        (HAPPENED, _("Something has happened"), _("Never refused, even while a risk is open: say how it is held.")),
        (WORKER, _("You are considering it"), _("In a crisis, a second person looks at it with you first.")),
    ]


def _group(episode: Episode, origin: str, title: str, hint: str) -> EndingChoices:
    found = [
        EndingChoice(
            kind.ending.words,
            kind.hint,
            reverse("reviews:end_as", kwargs={"episode": episode.public_id, "ending": code}),
        )
        for code, kind in ending_kinds().items()
        if kind.origin == origin
    ]
    return EndingChoices(title, hint, found)


@dataclass(frozen=True)
class SecondLook:
    """How the second look stands: whom was asked, what they said; `newer`: a sign came up since."""

    state: str
    asked: str
    on: date | None
    intended: str
    answer: str
    newer: bool = False

    @property
    def waits(self) -> bool:
        """True until the second person has answered."""
        return self.state == ASKED

    @property
    def agreed(self) -> bool:
        """True where the second person agreed, and nothing came up since."""
        return self.state == AGREED and not self.newer

    @property
    def objected(self) -> bool:
        """True where the second person objected."""
        return self.state == OBJECTED


@dataclass(frozen=True)
class EndingKindPage:
    """What stands beside the form of one kind of ending. `may_end`: nothing but the form is between.

    `has_second`: somebody else is there who could look at it.
    """

    kind: EndingKind
    known: EndingCircumstances
    safeguards: Sequence[Safeguard]
    stepping_down: Sequence[str] | None
    risks: Sequence[str]
    crisis: bool
    mandated: bool
    rules: Sequence[EndingRule]
    may_end: bool
    has_second: bool
    second: SecondLook | None
    risk_words: str
    tries: int | None
    still_asked: Sequence[OutsideLine]

    @property
    def needs_second(self) -> bool:
        """True where a second person looks at it first (E.2)."""
        return self.crisis and self.kind.own_accord

    @property
    def can_respond(self) -> bool:
        """True where there is still somebody whose risk can be responded to."""
        return self.kind.ending != Ending.DEATH

    @property
    def stays_here(self) -> bool:
        """True where a colleague of the agency may take over instead, and the record goes on."""
        return self.kind.ending == Ending.TRANSFER


def ending_kind_page(actor: Actor, episode: Episode, kind: EndingKind, today: date) -> EndingKindPage:
    """Return what stands beside the form of one kind of ending: the safeguards of this state, and no others."""
    facts = facts_about(episode)
    case = current_case(episode, today, facts)
    intended, seen = _intended(episode, kind), risk_as_seen(case, facts, today)
    mandated = bool(case.treatment.mandated)
    about_progress = kind.ending == Ending.NO_PROGRESS or (kind.ending == Ending.OTHER and stuck(case))
    return EndingKindPage(
        kind=kind,
        known=circumstances(case, episode.started_on, today),
        safeguards=_safeguards(case, asked_in_numbers(episode)) if about_progress else (),
        stepping_down=_stepping_down(case) if kind.ending == Ending.GOALS_REACHED else None,
        risks=open_risk(case),
        crisis=suspended(case),
        mandated=mandated and kind.ending != Ending.DEATH,
        rules=[_rule(code) for code in _rules(kind, about_progress)],
        may_end=allowed(check_second_look, kind, case, intended, actor.id, seen),
        has_second=colleagues_of(actor).exists(),
        second=_second(intended, seen),
        risk_words=intended.risk_words if intended else "",
        tries=case.contact.attempts,
        still_asked=still_asked(episode, today),
    )


def _intended(episode: Episode, kind: EndingKind) -> IntendedEnding | None:
    found = intended_of(episode) if kind.own_accord else None
    shown = found and found.ending == kind.ending and found.state in (ASKED, AGREED, OBJECTED)
    return found if shown else None


def _second(intended: IntendedEnding | None, seen: Sequence[Sequence[str]]) -> SecondLook | None:
    if intended is None:
        return None
    last = list(intended.steps.all())[-1]
    newer = intended.state == AGREED and is_newer(intended.seen, seen)
    return SecondLook(intended.state, intended.second.name, localdate(last.at), intended.words, last.words, newer)


def _rules(kind: EndingKind, about_progress: bool) -> list[str]:
    """Return the rules behind this kind of ending."""
    own = {Ending.GOALS_REACHED: ["E.3"], Ending.AGENCY_LIMIT: ["E.4"], Ending.TRANSFER: ["E.5"]}
    own[Ending.NO_CONTACT] = ["A.6"]
    return [*(["E.1"] if about_progress else []), *own.get(kind.ending, []), "E.2"]


def _stepping_down(case: Case) -> list[str]:
    against = not_stepping_down(case, default_thresholds())
    return [together(one.text) for one in against] if case.progress.state == "recovered" else []


def _safeguards(case: Case, outside: Sequence[str]) -> list[Safeguard]:
    limits = default_thresholds()
    met = {
        "E.1-not-consulted": _("A colleague was consulted about this stall, and the advice was acted on."),
        "E.1-few-changes": _("At least %(n)s changes of approach were tried.")
        % {"n": number(limits.changes_of_approach)},
        "E.1-not-given-time": _("The present approach was given its time."),
        "E.1-no-referral": " ".join(
            [_("Outside support was brought in, or the life areas do not call for it."), *outside]
        ),
    }
    explored = alternatives(case, limits)
    return [Safeguard(met[one.lacking.code] if one.met else one.lacking.text, one.met) for one in explored]


def _rule(code: str) -> EndingRule:
    rule = tables.rules()[code]
    return EndingRule(code, rule.title, rule.says, [tables.sources()[key].citation for key in rule.sources])


@dataclass(frozen=True)
class SecondLookPage:
    """What a second person sees: what is intended, and the risk. `client` is empty where they may not read it."""

    intended: IntendedEnding
    ending: str
    client: str
    risks: Sequence[str]
    answered: str
    answer: str


def second_look_page(intended: IntendedEnding, today: date, *, may_read: bool) -> SecondLookPage:
    """Return what a second person sees of an ending that a colleague intends."""
    episode = intended.episode
    last = list(intended.steps.all())[-1]
    answered = "" if intended.waits else f"{INTENDED_ENDING.states[intended.state]}, {spell_date(localdate(last.at))}"
    return SecondLookPage(
        intended=intended,
        ending=Ending(intended.ending).words,
        client=episode.client.called if may_read else "",
        risks=open_risk(current_case(episode, today)),
        answered=answered,
        answer=last.words,
    )
