"""The ways of working to choose from, and the sheet to choose together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from unstuck.guidance import options as ranking
from unstuck.guidance.catalogue import KnownApproach, catalogue
from unstuck.guidance.concerns import VIOLENCE, is_open
from unstuck.guidance.options import NotAlone, Option
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not
from unstuck.web.plans.models import ClientWordsTopic
from unstuck.web.plans.policies import NOT_SEEN_ALONE
from unstuck.web.plans.presenters.issues import IssuesInWords, issues_in_words
from unstuck.web.plans.queries import LedgerLine, came_of, ledger, plan_of
from unstuck.web.plans.rule_words import rule_in_words

ON_THE_SHEET, MOST_ON_THE_SHEET = 3, 4
FIRST_OPTIONS = 5


@dataclass(frozen=True)
class RankedOptions:
    """The ranked ways of working, the ledger they rest on, and what to mind first."""

    lines: Sequence[LedgerLine]
    options: Sequence[Option]
    suspended: Sequence[str]
    young: Sequence[str]
    violence: bool
    not_alone: Sequence[NotAlone]
    about: IssuesInWords


@dataclass(frozen=True)
class OptionCard:
    """One way of working with its reasons. `evidence`: how strong, and for which issue; `notes`: what else to know.

    `may_go_on_the_sheet`: False for what is not offered. `settles_by_talk`: it is, once each was seen alone and asked.
    """

    option: Option
    evidence: str
    notes: Sequence[str]
    is_on_the_sheet: bool
    may_go_on_the_sheet: bool
    can_be_chosen: bool
    settles_by_talk: bool


@dataclass(frozen=True)
class OptionsPage:
    """The ways of working: `first` those for which something on record speaks, `rest` the others.

    `suspended`, `young`: sentences that come first; empty where they do not apply.
    """

    episode: Episode
    first: Sequence[OptionCard]
    rest: Sequence[OptionCard]
    suspended: str
    young: str
    violence: bool
    not_alone: Sequence[NotAlone]
    not_alone_rule: str
    about: IssuesInWords
    why_not: str


@dataclass(frozen=True)
class SheetPage:
    """The sheet to choose together: only words that a client should read."""

    episode: Episode
    goals: Sequence[str]
    matters: Sequence[tuple[str, Sequence[str]]]
    present: Sequence[tuple[str, str]]
    options: Sequence[KnownApproach]


def ranked_options(episode: Episode, today: date) -> RankedOptions:
    """Return the options of an episode; what the client said they like counts as their preference."""
    facts = facts_about(episode)
    lines = ledger(episode, facts)
    case = current_case(episode, today, facts)
    liked = tuple(row.words for row in plan_of(episode).words_now(ClientWordsTopic.PREFERENCE))
    wishes = case.client_wishes
    preferred = (*(wishes.preferred_approaches or ()), *liked) or wishes.preferred_approaches
    with_wishes = replace(case, client_wishes=replace(wishes, preferred_approaches=preferred))
    return RankedOptions(
        lines,
        ranking.rank(with_wishes, came_of(lines)),
        ranking.suspended(case),
        ranking.young(case),
        is_open(case, *VIOLENCE),
        ranking.not_alone(case),
        issues_in_words(case, facts, today),
    )


def options_page(actor: Actor, episode: Episode, today: date) -> OptionsPage:
    """Return what the page of options shows."""
    ranked = ranked_options(episode, today)
    reason = why_not(check_may_write, actor, episode) or why_not(check_open, episode)
    on_the_sheet = {option.approach.code for option in _for_the_sheet(ranked.options)}
    cards = [_card(option, on_the_sheet, may_write=not reason) for option in ranked.options]
    first = [card for card in cards if card.option.has_reason and not card.option.in_use][:FIRST_OPTIONS]
    return OptionsPage(
        episode=episode,
        first=first,
        rest=[card for card in cards if card not in first],
        suspended=" ".join(ranked.suspended),
        young=" ".join(ranked.young),
        violence=ranked.violence,
        not_alone=ranked.not_alone,
        not_alone_rule=rule_in_words(ranking.NOT_ALONE_RULE),
        about=ranked.about,
        why_not=reason,
    )


def _card(option: Option, on_the_sheet: Collection[str], *, may_write: bool) -> OptionCard:
    issues, approach = catalogue().issues, option.approach
    evidence = _("%(grade)s for %(issue)s") % {
        "grade": option.evidence.evidence,
        "issue": issues[option.evidence.issue].name,
    }
    if approach.includes_trauma_work:
        evidence += "; " + _("brings trauma work into the plan as a whole")
    suits = [
        _("Suits %(issue)s: evidence %(grade)s.") % {"issue": issues[row.issue].name, "grade": row.evidence}
        for row in approach.suits
    ]
    return OptionCard(
        option=option,
        evidence=evidence,
        notes=[*option.notes, *suits, *_rules_of(option), *ranking.sources_of(option)],
        is_on_the_sheet=approach.code in on_the_sheet,
        may_go_on_the_sheet=not option.withheld,
        can_be_chosen=may_write and not option.in_use and _settled(option),
        settles_by_talk=bool(option.withheld) and _settled(option),
    )


def _rules_of(option: Option) -> list[str]:
    return [rule_in_words(code) for code in dict.fromkeys(one.rule for one in (*option.withheld, *option.reasons))]


def _settled(option: Option) -> bool:
    """Tell whether nothing keeps an option back that a worker cannot settle by seeing each person alone (C.1)."""
    return all(reason.code == NOT_SEEN_ALONE for reason in option.withheld)


def _for_the_sheet(options: Sequence[Option]) -> list[Option]:
    """Return the first options for which something on record speaks, and against which nothing does (C.1)."""
    return [option for option in options if option.may_be_ticked][:ON_THE_SHEET]


def sheet_page(episode: Episode, codes: Sequence[str], today: date) -> SheetPage:
    """Return what the sheet shows: the chosen options, or the first that may be put before the client.

    What is not offered is on no sheet, whoever asks for it.
    """
    ranked, plan = ranked_options(episode, today), plan_of(episode)
    by_code = {option.approach.code: option for option in ranked.options if not option.withheld}
    chosen = [by_code[code] for code in dict.fromkeys(codes) if code in by_code][:MOST_ON_THE_SHEET]
    topics = (ClientWordsTopic.NEED, ClientWordsTopic.PREFERENCE, ClientWordsTopic.HOPE)
    return SheetPage(
        episode=episode,
        goals=[row.goal.words for row in plan.working],
        matters=[(topic.words, [row.words for row in rows]) for topic in topics if (rows := plan.words_now(topic))],
        present=[_present(line) for line in ranked.lines if line.going_on],
        options=[option.approach for option in chosen or _for_the_sheet(ranked.options)],
    )


def _present(line: LedgerLine) -> tuple[str, str]:
    known: KnownApproach | None = catalogue().approaches.get(line.code)
    return (line.name, known.says if known else "")


def reasons_now(episode: Episode, code: str, today: date) -> list[dict[str, str]]:
    """Return the reasons for and against an approach today, to be kept with the choice."""
    options = ranked_options(episode, today).options
    option = next((option for option in options if option.approach.code == code), None)
    reasons = (*option.reasons, *option.cautions, *option.withheld) if option else ()
    return [{"code": reason.code, "text": reason.text} for reason in reasons]


def waits_for_talk_alone(episode: Episode, code: str, today: date) -> bool:
    """Tell whether an approach waits until each was seen alone and asked about violence and control (C.1)."""
    return any(reason.code == NOT_SEEN_ALONE for reason in ranking.withheld(code, current_case(episode, today)))
