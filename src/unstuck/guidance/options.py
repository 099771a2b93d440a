"""C.1 to C.3: the approaches ranked for one case, each rank explained.

What a case is about are codes that a person chose or confirmed, life areas that are hit, and facts on record; words
in free text only suggest (`issue_suggester`). An option goes up where it takes up an issue that the present approach
leaves out, where the client prefers it or wishes for another way, and where it helped before; it goes down where it was
tried without a gain, where a caution holds for this case, and where it is what is done already. The points are in
`knowledge/approaches.toml`; ties go to the stronger evidence, then to the name. Nothing is left out of the list, but
only what something on record speaks for is put before the client; couple and family work wait for a talk with each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from unstuck.guidance import cautions, contact, engagement, resources, safety, tables
from unstuck.guidance.advice import Reason
from unstuck.guidance.approach import give_time, present
from unstuck.guidance.because import quoted, weeks
from unstuck.guidance.case import Approach, Case, Thought
from unstuck.guidance.catalogue import ALWAYS, GRADES, SEEN_ALONE, KnownApproach, Suits, catalogue
from unstuck.guidance.concerns import OWN_LIFE, VIOLENCE, ever, is_open, open_concerns
from unstuck.guidance.own_words import violence_in
from unstuck.guidance.thresholds import Thresholds, default_thresholds

CameOf = Literal["helped", "no_gain", "worse", "not_wanted"]
"""What came of an approach that ended."""
COUNTED_ISSUES = 2
"""An approach that takes up many issues is not better for each of them: so many count."""
SPEAKS_FOR = ("C.1-left-out", "C.1-suits", "C.3-preferred", "C.1-tried-helped")
"""Reasons for which an option may be put before the client (C.1)."""
SPEAKS_AGAINST = ("C.1-tried-no-gain", "C.1-tried-not-wanted", "C.1-tried-worse")
"""Reasons for which it is not, whatever speaks for it: the client and the worker may still choose it."""

Tried = Mapping[str, CameOf]


@dataclass(frozen=True)
class Option:
    """One approach, its place in the list, and why it stands there. `cautions` hold for this case, `notes` always.

    `withheld`: why it is not offered at all, or not yet; empty for nearly all.
    """

    approach: KnownApproach
    rank: int
    points: int
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    withheld: tuple[Reason, ...]
    notes: tuple[str, ...]
    evidence: Suits
    in_use: bool

    @property
    def has_reason(self) -> bool:
        """True where something on record speaks for it."""
        return any(reason.code in SPEAKS_FOR for reason in self.reasons)

    @property
    def may_be_ticked(self) -> bool:
        """True where something on record speaks for it, and nothing against putting it before the client (C.1)."""
        against = any(reason.code in SPEAKS_AGAINST for reason in self.reasons)
        return self.has_reason and not (against or self.in_use or self.cautions or self.withheld)


@dataclass(frozen=True)
class NotAlone:
    """A thought that is no answer on its own (C.2): the caution with its reasons, or why it does not hold here."""

    code: str
    title: str
    holds: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Record:
    """What the options are ranked by: the case, what it is about, what of it the present approaches leave out."""

    case: Case
    about: tuple[str, ...]
    left_out: tuple[str, ...]
    came_of: Tried
    limits: Thresholds


def rank(case: Case, came_of: Tried | None = None, thresholds: Thresholds | None = None) -> tuple[Option, ...]:
    """Return all approaches, what fits this case best first.

    `came_of`: by code, what came of approaches that ended, where somebody recorded it.

    >>> from unstuck.guidance.case import Case, Progress, Treatment
    >>> case = Case(Progress("stalled"), Treatment(issues=("sleep",)))
    >>> rank(case)[0].approach.code
    'sleep-work'
    """
    limits, known = thresholds or default_thresholds(), catalogue()
    record = _Record(case, issues(case, limits), left_out(case, limits), came_of or {}, limits)
    unranked = [_option(one, record) for one in known.approaches.values()]
    ordered = sorted(unranked, key=lambda one: (-one.points, GRADES.index(one.evidence.evidence), one.approach.name))
    return tuple(replace(one, rank=place) for place, one in enumerate(ordered, start=1))


def issues(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return what the case is about, as codes: what a person confirmed, areas that are hit, and facts on record."""
    confirmed, hit, facts = case.treatment.issues or (), set(resources.hit(case, limits)), _facts(case, limits)
    return tuple(
        code
        for code, issue in catalogue().issues.items()
        if code in confirmed or hit & set(issue.areas) or facts.get(issue.from_facts, False)
    )


def _facts(case: Case, limits: Thresholds) -> Mapping[str, bool]:
    """Return which of the facts that bring up an issue hold."""
    client = case.client
    return {
        "low_readiness": _low_readiness(case, limits),
        "strain": bool(engagement.strain(case, limits)),
        "stay_well": case.treatment.aim == "stay_well" or case.progress.state == "recovered",
        "no_interpreter": bool(client.interpreter_needed and not client.interpreter_arranged),
        "culture": bool(client.culture_or_faith_matters),
        "losing_touch": bool(contact.silence(case, limits)),
        "own_life": is_open(case, *OWN_LIFE),
        "violence": any(one.kind in VIOLENCE and one.endangers_client for one in open_concerns(case)),
    }


def left_out(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the issues of the case that no present approach takes up (C.1)."""
    known = catalogue().approaches
    taken = {suits.issue for one in present(case) if one.code in known for suits in known[one.code].suits}
    return tuple(code for code in issues(case, limits) if code not in taken)


def withheld(code: str, case: Case) -> tuple[Reason, ...]:
    """Return why an approach is not offered: couple and family work, with violence or before it was asked about (C.1).

    Each is seen alone and asked about violence and control first. Where one of them is known, now or before, it is not
    offered at all; words that may say so are asked about like a sign.
    """
    known = catalogue().approaches.get(code)
    if known is None or known.waits_for != SEEN_ALONE:
        return ()
    if ever(case, *VIOLENCE):
        return (_reason("C.1-violence"),)
    words = violence_in(case.treatment.presenting_problems or ())
    if words:
        return (_reason("C.1-words-of-violence", words=quoted(words)),)
    return () if _asked_about_concerns(case) else (_reason("C.1-not-seen-alone"),)


def _asked_about_concerns(case: Case) -> bool:
    """Tell whether the concerns are known. A closed one about words of suicide says nothing about the others."""
    concerns = case.safety.concerns
    return concerns is not None and not (concerns and all(one.closed and one.kind in OWN_LIFE for one in concerns))


NOT_ALONE_RULE = "C.2"


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
    """Return the publications behind an option, for what it suits and what to mind, each once."""
    known = catalogue().sources
    return tuple(known[key].citation for key in option.approach.sources)


def _option(approach: KnownApproach, record: _Record) -> Option:
    case, limits = record.case, record.limits
    reasons = [*_fit(approach, record), *_wished(approach, case), *_tried(approach.code, case, record.came_of, limits)]
    held = [it for it in approach.cautions if _holds(it.when, record)]
    minded = [_reason("C.1-caution", caution=it.says) for it in held]
    kept_back = withheld(approach.code, case)
    return Option(
        approach=approach,
        rank=0,
        points=sum(_points(reason.code, approach, record) for reason in (*reasons, *minded, *kept_back)),
        reasons=tuple(reasons),
        cautions=tuple(minded),
        withheld=kept_back,
        notes=tuple(it.says for it in approach.cautions if it.when == ALWAYS),
        evidence=approach.evidence(frozenset(record.about)),
        in_use=_used_now(approach.code, case) is not None,
    )


def _points(code: str, approach: KnownApproach, record: _Record) -> int:
    points, counted = catalogue().points[code], min(len(_taken_up(approach, record.left_out)), COUNTED_ISSUES)
    return points * counted if code == "C.1-left-out" else points


def _fit(approach: KnownApproach, record: _Record) -> Iterable[Reason]:
    open_issues = _taken_up(approach, record.left_out) if present(record.case) else ()
    covered = [code for code in _taken_up(approach, record.about) if code not in open_issues]
    if open_issues:
        yield _reason("C.1-left-out", issues=_names(open_issues))
    if covered:
        yield _reason("C.1-suits", issues=_names(covered))
    if not open_issues and not covered:
        yield _reason("C.1-no-match", issues=_names(one.issue for one in approach.suits))


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
    now, before = _used_now(code, case), _used_last(code, case)
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


def _used_last(code: str, case: Case) -> Approach | None:
    """Return the use that ended last, or has not ended."""
    uses = [one for one in case.approaches or () if one.code == code]
    return min(uses, key=lambda one: one.ended_weeks_ago or 0, default=None)


def _holds(when: str, record: _Record) -> bool:
    """Tell whether a condition of a caution holds: a concern that was closed still counts, except as a crisis."""
    case = record.case
    return {
        ALWAYS: False,
        "crisis": any(one.imminent or not one.assessed for one in open_concerns(case)),
        "psychosis": ever(case, "psychosis") or "psychosis" in record.about,
        "violence_at_home": ever(case, *VIOLENCE),
        "low_readiness": _low_readiness(case, record.limits),
        "withdrawal": is_open(case, "withdrawal", "overdose"),
        "bipolar": "bipolar" in record.about,
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
