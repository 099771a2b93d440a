"""What the work is about: what was confirmed, and what words on record suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import Case
from unstuck.guidance.catalogue import catalogue
from unstuck.web.caseload.cases import Facts, facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.plans.case_part import confirmed, waiting


@dataclass(frozen=True)
class SuggestedIssue:
    """An issue that words suggest, by its name, and these words."""

    name: str
    words: str


@dataclass(frozen=True)
class IssuesInWords:
    """What the work is about: `names` were confirmed on a day, `waiting` may be confirmed."""

    names: Sequence[str]
    on: date | None
    waiting: Sequence[SuggestedIssue]


@dataclass(frozen=True)
class IssuesPage:
    """The page on which it is confirmed: the words on record, what they suggest, and what was confirmed last."""

    words: Sequence[str]
    suggested: Sequence[SuggestedIssue]
    confirmed: Sequence[str]
    on: date | None


def issues_in_words(case: Case, facts: Facts, today: date) -> IssuesInWords:
    """Return what the work is about, from facts in hand."""
    latest, known = confirmed(facts, today), catalogue().issues
    names = [known[code].name for code in latest.codes if code in known] if latest else []
    return IssuesInWords(names, latest.on if latest else None, _suggested(case, facts, today))


def issues_page(episode: Episode, today: date) -> IssuesPage:
    """Return what the page of a client's issues shows."""
    facts = facts_about(episode)
    case, latest = current_case(episode, today, facts), confirmed(facts, today)
    words = case.treatment.presenting_problems or ()
    codes = latest.codes if latest else ()
    return IssuesPage(words, _suggested(case, facts, today), codes, latest.on if latest else None)


def _suggested(case: Case, facts: Facts, today: date) -> list[SuggestedIssue]:
    names = catalogue().issues
    return [SuggestedIssue(names[one.issue].name, ", ".join(one.words)) for one in waiting(case, facts, today)]
