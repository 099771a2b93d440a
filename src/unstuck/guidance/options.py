"""C.1 to C.3: the approaches ranked for one case, each rank explained.

An option goes up where it takes up an issue that the present approach leaves out, where the client prefers it or wishes
for another way, and where it helped before; it goes down where it was tried without a gain, where a caution holds for
this case, and where it is what is done already. The points are in `knowledge/approaches.toml`; ties go to the stronger
evidence, then to the name. Nothing is left out of the list: the client and the worker choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from unstuck.guidance import cautions, engagement, resources, safety, tables
from unstuck.guidance.advice import Reason
from unstuck.guidance.approach import give_time, present
from unstuck.guidance.because import quoted, weeks
from unstuck.guidance.case import Approach, Case, Thought
from unstuck.guidance.catalogue import ALWAYS, GRADES, KnownApproach, Suits, catalogue
from unstuck.guidance.thresholds import Thresholds, default_thresholds

CameOf = Literal["helped", "no_gain", "worse", "not_wanted"]
"""What came of an approach that ended."""
COUNTED_ISSUES = 2
"""An approach that takes up many issues is not better for each of them: so many count."""

Tried = Mapping[str, CameOf]


@dataclass(frozen=True)
class Option:
    """One approach, its place in the list, and why it stands there. `cautions` hold for this case, `notes` always."""

    approach: KnownApproach
    rank: int
    points: int
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    notes: tuple[str, ...]
    evidence: Suits
    in_use: bool


@dataclass(frozen=True)
class NotAlone:
    """A thought that is no answer on its own (C.2): the caution with its reasons, or why it does not hold here."""

    code: str
    title: str
    holds: bool
    reasons: tuple[str, ...]


def rank(case: Case, came_of: Tried | None = None, thresholds: Thresholds | None = None) -> tuple[Option, ...]:
    """Return all approaches, what fits this case best first.

    `came_of`: by code, what came of approaches that ended, where somebody recorded it.

    >>> from unstuck.guidance.case import Case, Progress, Treatment
    >>> case = Case(Progress("stalled"), Treatment(presenting_problems=("trouble with sleep",)))
    >>> rank(case)[0].approach.code
    'sleep-work'
    """
    limits, known = thresholds or default_thresholds(), catalogue()
    about = issues(case, limits)
    unranked = [_option(one, case, about, came_of or {}, limits) for one in known.approaches.values()]
    ordered = sorted(unranked, key=lambda one: (-one.points, GRADES.index(one.evidence.evidence), one.approach.name))
    return tuple(replace(one, rank=place) for place, one in enumerate(ordered, start=1))


def issues(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return what the case is about, as codes: from what brought the client, areas that are hit, and engagement."""
    named = " ".join(case.treatment.presenting_problems or ()).casefold()
    hit = set(resources.hit(case, limits))
    facts = {"low_readiness": _low_readiness(case, limits), "strain": bool(engagement.strain(case, limits))}
    return tuple(
        code
        for code, issue in catalogue().issues.items()
        if _mentions(named, issue.words) or hit & set(issue.areas) or facts.get(issue.from_facts, False)
    )


def left_out(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the issues of the case that no present approach takes up (C.1)."""
    known = catalogue().approaches
    taken = {suits.issue for one in present(case) if one.code in known for suits in known[one.code].suits}
    return tuple(code for code in issues(case, limits) if code not in taken)


def not_alone(case: Case, thresholds: Thresholds | None = None) -> tuple[NotAlone, ...]:
    """Return the thoughts of C.2 with the pathway's own cautions, as if the worker had each of them in mind."""
    limits = thresholds or default_thresholds()
    return tuple(_not_alone(case, thought, code, limits) for thought, code in _THOUGHTS.items())


_THOUGHTS: Mapping[Thought, str] = {
    "more_sessions": "more-of-the-same",
    "replace_worker": "replace-worker",
    "revisit_past_trauma": "trauma-in-isolation",
}


def _not_alone(case: Case, thought: Thought, code: str, limits: Thresholds) -> NotAlone:
    shown = cautions.cautions(replace(case, considering=(thought,)), limits).get(code, ())
    why = tuple(reason.text for reason in shown) or (catalogue().no_caution[code],)
    return NotAlone(code, tables.caution_titles()[code], bool(shown), why)


def sources_of(option: Option) -> tuple[str, ...]:
    """Return the publications behind an option, for each issue it suits, each once."""
    known = catalogue().sources
    return tuple(dict.fromkeys(known[suits.source].citation for suits in option.approach.suits))


def _option(approach: KnownApproach, case: Case, about: tuple[str, ...], came_of: Tried, limits: Thresholds) -> Option:
    reasons = [
        *_fit(approach, case, about, limits),
        *_wished(approach, case),
        *_tried(approach.code, case, came_of, limits),
    ]
    held = [it for it in approach.cautions if _holds(it.when, case, limits)]
    minded = [_reason("C.1-caution", caution=it.says) for it in held]
    return Option(
        approach=approach,
        rank=0,
        points=sum(_points(reason.code, approach, case, limits) for reason in (*reasons, *minded)),
        reasons=tuple(reasons),
        cautions=tuple(minded),
        notes=tuple(it.says for it in approach.cautions if it.when == ALWAYS),
        evidence=approach.evidence(frozenset(about)),
        in_use=_used_now(approach.code, case) is not None,
    )


def _points(code: str, approach: KnownApproach, case: Case, limits: Thresholds) -> int:
    points = catalogue().points[code]
    return (
        points * min(len(_taken_up(approach, left_out(case, limits))), COUNTED_ISSUES)
        if code == "C.1-left-out"
        else points
    )


def _fit(approach: KnownApproach, case: Case, about: tuple[str, ...], limits: Thresholds) -> Iterable[Reason]:
    open_issues = _taken_up(approach, left_out(case, limits)) if present(case) else ()
    covered = [code for code in _taken_up(approach, about) if code not in open_issues]
    if open_issues:
        yield _reason("C.1-left-out", issues=_names(open_issues))
    if covered:
        yield _reason("C.1-suits", issues=_names(covered))
    if not open_issues and not covered:
        yield _reason("C.1-no-match")


def _taken_up(approach: KnownApproach, about: Iterable[str]) -> tuple[str, ...]:
    suited = {suits.issue for suits in approach.suits}
    return tuple(code for code in about if code in suited)


def _wished(approach: KnownApproach, case: Case) -> Iterable[Reason]:
    wishes, known = case.client_wishes, catalogue()
    wanted = [wish for wish in wishes.preferred_approaches or () if names(wish, approach)]
    if wanted:
        yield _reason("C.3-preferred", preferences=quoted(wanted))
    frames = {known.approaches[it.code].frame for it in present(case) if it.code in known.approaches}
    if wishes.try_something_different and frames and approach.frame not in frames:
        yield _reason("C.3-other-way", frame=known.frames[approach.frame])


def names(wish: str, approach: KnownApproach) -> bool:
    """Tell whether a client's words name an approach: by its code, its name, or another name for it.

    >>> names("Something with Mindfulness?", catalogue().approaches["mindfulness"])
    True
    """
    text = wish.casefold()
    return text.strip() in (approach.code, approach.name.casefold()) or _mentions(text, approach.also)


def _tried(code: str, case: Case, came_of: Tried, limits: Thresholds) -> Iterable[Reason]:
    now, before = _used_now(code, case), _used_before(code, case)
    if now is not None:
        yield _reason("C.1-in-use", weeks=weeks(now.started_weeks_ago))
    elif before is not None:
        yield _reason(
            _outcome(before, came_of.get(code), limits), weeks=_spoken_weeks(before, came_of.get(code), limits)
        )


def _outcome(before: Approach, what: CameOf | None, limits: Thresholds) -> str:
    if what is not None:
        return {
            "helped": "C.1-tried-helped",
            "no_gain": "C.1-tried-no-gain",
            "worse": "C.1-tried-worse",
            "not_wanted": "C.1-tried-not-wanted",
        }[what]
    return "C.1-tried-short" if _lasted(before) < limits.approach_weeks else "C.1-tried-unknown"


def _spoken_weeks(before: Approach, what: CameOf | None, limits: Thresholds) -> str:
    short = what is None and _lasted(before) < limits.approach_weeks
    return weeks(round(_lasted(before), 1) if short else before.ended_weeks_ago or 0)


def _lasted(approach: Approach) -> float:
    return approach.started_weeks_ago - (approach.ended_weeks_ago or 0)


def _used_now(code: str, case: Case) -> Approach | None:
    return next((one for one in present(case) if one.code == code), None)


def _used_before(code: str, case: Case) -> Approach | None:
    ended = [one for one in case.approaches or () if one.code == code and one.ended_weeks_ago is not None]
    return min(ended, key=lambda one: one.ended_weeks_ago or 0, default=None)


def _holds(when: str, case: Case, limits: Thresholds) -> bool:
    return {
        ALWAYS: False,
        "crisis": bool(case.safety.crisis or case.safety.imminent),
        "psychosis": case.safety.other_risk == "psychosis_or_withdrawal" or "psychosis" in issues(case, limits),
        "violence_at_home": case.safety.other_risk == "violence_at_home",
        "low_readiness": _low_readiness(case, limits),
    }[when]


def _low_readiness(case: Case, limits: Thresholds) -> bool:
    ready = case.engagement.readiness_to_change
    return ready is not None and ready <= limits.low_readiness


def _mentions(text: str, beginnings: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(start)}", text) for start in beginnings)


def _names(codes: Iterable[str]) -> str:
    known = catalogue().issues
    return ", ".join(known[code].name for code in codes)


def _reason(code: str, **facts: str) -> Reason:
    return Reason(code, code.partition("-")[0], catalogue().reasons[code].format(**facts))


def suspended(case: Case) -> tuple[str, ...]:
    """Return why options wait for an assessment of a risk (S.1); empty where they do not."""
    return tuple(reason.text for reason in safety.respond(case)) if safety.suspended(case) else ()


def young(case: Case, thresholds: Thresholds | None = None) -> tuple[str, ...]:
    """Return why the present approach is given its time before another change (C.3); empty where it is not."""
    return tuple(reason.text for reason in give_time(case, thresholds or default_thresholds()))
