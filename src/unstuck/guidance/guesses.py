"""B.7: the second look. Up to three guesses about what may be going on, from this case's facts, in a fixed order.

Each has the question that would tell, its rule and its sources (`knowledge/guesses.toml`), and is the worker's to keep
or to strike. While a risk waits for an assessment there are none. What workers record of themselves is not used (B.6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from unstuck.guidance import approach, cautions, engagement, options, resources, safety, tables
from unstuck.guidance.because import Because, because, counted, quoted, weeks
from unstuck.guidance.case import Case
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.concerns import VIOLENCE, open_concerns
from unstuck.guidance.consultation import stuck
from unstuck.guidance.thresholds import Thresholds, default_thresholds

AT_MOST = 3
"""A second look is short."""


@dataclass(frozen=True)
class Guess:
    """What may be going on: the facts that suggest it, and the question that would tell."""

    code: str
    says: str
    facts: tuple[str, ...]
    question: str
    rule: str
    evidence: str
    sources: tuple[str, ...]


def guesses(
    case: Case, thresholds: Thresholds | None = None, *, without: Collection[str] = (), at_most: int = AT_MOST
) -> tuple[Guess, ...]:
    """Return what may be going on, the most telling first. `without`: codes of those that were struck.

    >>> from unstuck.guidance.case import Engagement, Progress
    >>> [one.question for one in guesses(Case(Progress("stalled"), engagement=Engagement(readiness_to_change=2)))]
    ['How would it be if everything stayed as it is for another year?']
    """
    limits = thresholds or default_thresholds()
    if safety.suspended(case, limits):
        return ()
    suggested = {code: facts for code, facts in _suggested(case, limits) if facts and code not in without}
    in_order = [code for code in tables.guesses() if code in suggested]
    return tuple(_guess(code, suggested[code]) for code in in_order[:at_most])


def _guess(code: str, facts: tuple[str, ...]) -> Guess:
    row = tables.guesses()[code]
    cited = tuple(tables.sources()[key].citation for key in row.sources)
    return Guess(code, row.says, facts, row.question, row.rule, row.evidence, cited)


def _suggested(case: Case, limits: Thresholds) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each guess with the facts that suggest it; without facts it is none."""
    yield "danger-holds", _danger(case)
    yield "loss-takes-it-all", _texts(resources.act_today(case))
    yield "between-us", _texts(engagement.strain(case, limits))
    yield "medicine", _medicine(case)
    yield from _areas(case, limits)
    yield "left-out", _left_out(case, limits)
    yield "whose-aim", _whose_aim(case)
    yield "somebody-elses-wish", _fact("mandated") if case.treatment.mandated else ()
    yield "not-now", _texts(_readiness(case, limits))
    yield "what-it-means", _meaning(case)
    yield "getting-here", _texts(one for one in engagement.barriers(case) if one.code == "A.5-barriers")
    yield "too-little", _too_little(case, limits)
    yield "too-soon", _texts(approach.needs_time(case, limits))
    yield "used-up", _used_up(case, limits)


def _texts(reasons: Collection[Because] | Iterator[Because]) -> tuple[str, ...]:
    return tuple(one.text for one in reasons)


def _fact(name: str, **facts: str) -> tuple[str, ...]:
    return (tables.guess_facts()[name].format(**facts),)


def _danger(case: Case) -> tuple[str, ...]:
    kinds = [one.kind for one in open_concerns(case) if one.kind in VIOLENCE and one.endangers_client]
    return _fact("danger", kinds=", ".join(tables.words().concerns[kind] for kind in kinds)) if kinds else ()


def _medicine(case: Case) -> tuple[str, ...]:
    reasons = engagement.prescriber(case)
    return _texts(one for one in reasons if one.code in ("A.3-medication", "A.3-side-effects"))


def _areas(case: Case, limits: Thresholds) -> Iterator[tuple[str, tuple[str, ...]]]:
    hit = resources.hit(case, limits)
    yield "substances", _fact("substances") if "substance_use" in hit else ()
    symptoms = (because("B.7-symptoms").text,) if case.client.physical_symptoms else ()
    yield "body", symptoms + (_fact("health") if "health" in hit else ())
    yield "beyond-the-room", _texts(resources.several(case, limits))


def _left_out(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return what a person confirmed and no present approach takes up; where none is recorded, none leaves it out."""
    confirmed = case.treatment.issues or ()
    codes = [code for code in options.left_out(case, limits) if code in confirmed] if approach.present(case) else []
    names = ", ".join(catalogue().issues[code].name for code in codes)
    return _fact("left-out", issues=names) if codes else ()


def _whose_aim(case: Case) -> tuple[str, ...]:
    met = case.treatment.goals_met
    facts = _fact("goals-all") if met == "all" and stuck(case) else ()
    facts += _fact("goals-none") if met == "none" else ()
    return facts + (_fact("measure") if case.client_wishes.different_measure else ())


def _readiness(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    ready = case.engagement.readiness_to_change
    low = ready is not None and ready <= limits.low_readiness
    return (because("D.2-low-readiness", value=f"{ready:.6g}"),) if low else ()


def _meaning(case: Case) -> tuple[str, ...]:
    matters = (because("B.7-culture"),) if case.client.culture_or_faith_matters else ()
    return _texts((*matters, *(one for one in engagement.barriers(case) if one.code == "A.5-interpreter")))


def _too_little(case: Case, limits: Thresholds) -> tuple[str, ...]:
    attended, begun = case.treatment.sessions_attended or 0, case.treatment.weeks or 0
    return (
        _fact("sparse", count=counted(attended, "session"), weeks=weeks(int(begun)))
        if cautions.sparse(case, limits)
        else ()
    )


def _used_up(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the youngest present approach where it has been the same for long, as the prompt about it says (C.1)."""
    youngest = approach.present(case)[:1]
    long = [one for one in youngest if one.started_weeks_ago > tables.prompts()["approach-unchanged"].after_weeks]
    known = catalogue().approaches
    names = [known[one.code].name if one.code in known else quoted([one.code]) for one in long]
    return (
        _fact("used-up", approach=names[0], weeks=weeks(int(long[0].started_weeks_ago))) if long and stuck(case) else ()
    )
