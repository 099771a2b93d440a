"""Which unknown facts would change the answer: each is tried with telling values and the answers compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from unstuck.guidance import approach, ending, order, tables
from unstuck.guidance.case import Approach, Case, Consultation, LifeArea
from unstuck.guidance.cautions import cautions
from unstuck.guidance.concerns import COUNTS_AS, VIOLENCE, ever, from_older_facts, is_open, open_words
from unstuck.guidance.consultation import stuck
from unstuck.guidance.own_words import questions_in
from unstuck.guidance.thresholds import Thresholds

FAR = 1_000_000
"""Beyond any limit in weeks or sessions."""

Probe = Callable[[Case], Iterable[tuple[str, Case]]]
"""What could be learned about a case: the fact, and the case as it would then be."""

TELLING: Mapping[str, Mapping[str, object]] = {
    "safety": {
        "suicide_item_above_zero": True,
        "crisis": True,
        "other_risk": "harm_to_others",
        "assessed_since": True,
    },
    "client_wishes": {
        "end_treatment": True,
        "another_worker": True,
        "another_worker_reason": "felt_harmed",
        "different_measure": True,
    },
    "client": {"interpreter_needed": True, "interpreter_arranged": True, "physical_symptoms": True},
    "contact": {"weeks_since": float(FAR), "attempts": FAR, "ways_tried": FAR},
    "engagement": {
        "willingness": 0.0,
        "willingness_change": -10.0,
        "alliance": 0.0,
        "alliance_change": -10.0,
        "sceptical_or_withdrawn": True,
        "adherence": {"medication": "not"},
        "access_barriers": ("a barrier",),
        "readiness_to_change": 0.0,
        "adherence_barriers": ("side_effects",),
    },
    "treatment": {
        "sessions_missed_recently": FAR,
        "goals_met": "none",
        "aim": "stay_well",
        "weeks": float(FAR),
        "sessions_attended": 0,
    },
}
"""For each fact that can be unknown by itself, a value that would speak for a step or against one."""

ALSO_TELLING: Mapping[str, Mapping[str, object]] = {"engagement": {"alliance": 10.0}, "treatment": {"goals_met": "all"}}
"""Values at the other end that tell too: with a good alliance there is nothing to mend (E.5); with all goals met, the
way of working is no longer what has to change (C.4)."""


def missing(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the paths of the unknown facts that would change the steps or the cautions.

    Facts that tell only together are added: attendance (C.2), tries to reach the client (A.6), having explored the
    alternatives (E.1); the duration of a stall, which the state does not wait for (B.1); and what is always asked where
    there is a risk (S.2, S.6). The worker's own side is theirs to record, and asked of nobody (B.6).
    """
    now = _answer(case, limits)
    facts = [fact for fact, then in _could_be(case) if _answer(then, limits) != now]
    facts += _about_risk(case)
    facts += _together(case, "treatment", {"weeks": float(FAR), "sessions_attended": 0}, limits)
    facts += _together(case, "contact", {"attempts": FAR, "ways_tried": FAR}, limits)
    facts += ending.would_show_exploring(case, limits) if ending.in_mind(case) else ()
    facts += _duration(case, limits)
    return tuple(dict.fromkeys(facts))


def _answer(case: Case, limits: Thresholds) -> tuple[list[str], list[str]]:
    """Return the codes of the steps and cautions; that a score is not the person hangs on any fact at all."""
    shown = [code for code in cautions(case, limits) if code != "score-is-not-the-person"]
    return list(order.steps(case, limits)), shown


def _could_be(case: Case) -> Iterable[tuple[str, Case]]:
    for probe in (_single_facts, _concerns, _consultations, _approaches, _life_areas, _when_deteriorating):
        yield from probe(case)


def _single_facts(case: Case) -> Iterable[tuple[str, Case]]:
    for section, facts in (*TELLING.items(), *ALSO_TELLING.items()):
        known = getattr(case, section)
        for name, value in facts.items():
            if getattr(known, name) is None and _can_be_asked(f"{section}.{name}", case):
                yield f"{section}.{name}", _with(case, section, replace(known, **{name: value}))


def _can_be_asked(fact: str, case: Case) -> bool:
    """Tell whether an unknown fact is a question: some can only be recorded where they hold.

    No other risk cannot be recorded: it is read from safety having been asked about, as are concerns. Whether a danger
    is imminent is asked of every risk: see `_about_risk`.
    """
    if fact == "safety.other_risk":
        return case.safety.crisis is None and case.safety.concerns is None
    if fact in ("safety.suicide_item_above_zero", "safety.crisis"):
        return case.safety.concerns is None
    return True


def _concerns(case: Case) -> Iterable[tuple[str, Case]]:
    known = case.safety.concerns or ()
    for place, concern in enumerate(known):
        for name in ("assessed", "reported"):
            if getattr(concern, name) is None:
                changed: dict[str, Any] = {name: True}
                then = (*known[:place], replace(concern, **changed), *known[place + 1 :])
                yield f"safety.concerns.{name}", _with(case, "safety", replace(case.safety, concerns=then))


def _with(case: Case, section: str, value: object) -> Case:
    changed: dict[str, Any] = {section: value}
    return replace(case, **changed)


def _consultations(case: Case) -> Iterable[tuple[str, Case]]:
    if case.consultations is None:
        acted_on = Consultation(weeks_ago=0, status="acted_on", about_this_stall=True)
        yield "consultations", replace(case, consultations=(acted_on,))


def _approaches(case: Case) -> Iterable[tuple[str, Case]]:
    if case.approaches is None:
        young = Approach("", started_weeks_ago=0, integrates_trauma_work=True)
        yield "approaches", replace(case, approaches=(young,))
        return
    for one in approach.present(case):
        for name, value in (("scores_since", 0), ("integrates_trauma_work", True)):
            if getattr(one, name) is None:
                changed: dict[str, Any] = {name: value}
                others = tuple(other for other in case.approaches if other is not one)
                yield f"approaches.{name}", replace(case, approaches=(*others, replace(one, **changed)))


def _life_areas(case: Case) -> Iterable[tuple[str, Case]]:
    if case.life_areas is None:
        all_hit = dict.fromkeys(tables.words().areas, LifeArea(rating=0, imminent_loss=True))
        yield "life_areas", replace(case, life_areas=all_hit)
        return
    for code, area in case.life_areas.items():
        for name, then in _about_area(area):
            yield f"life_areas.{name}", replace(case, life_areas={**case.life_areas, code: then})


def _about_area(area: LifeArea) -> Iterable[tuple[str, LifeArea]]:
    """Yield what could be learned about an area: marked or rated, it is known whether it is hit."""
    if area.rating is None and area.negatively_affected is None:
        yield "rating", replace(area, rating=0.0)
    if area.wants_help is None:
        yield "wants_help", replace(area, wants_help=True)
    if area.imminent_loss is None:
        yield "imminent_loss", replace(area, imminent_loss=True)
    if area.lost_already is None:
        yield "lost_already", replace(area, lost_already=True)


def _when_deteriorating(case: Case) -> Iterable[tuple[str, Case]]:
    """Getting worse: health, substances and medication are asked about by name, where they were left out."""
    if case.progress.state != "deteriorating":
        return
    if case.life_areas is not None:
        for code in tables.words().lists["checked_areas"]:
            if code not in case.life_areas:
                yield f"life_areas.{code}", replace(case, life_areas={**case.life_areas, code: LifeArea(0)})
    adherence = case.engagement.adherence
    if adherence is not None and "medication" not in adherence:
        asked = replace(case.engagement, adherence={"medication": "not"})
        yield "engagement.adherence.medication", replace(case, engagement=asked)


def _together(case: Case, section: str, telling: Mapping[str, object], limits: Thresholds) -> list[str]:
    """Return facts of a section that are unknown and tell only together: attendance (C.2), tries to reach (A.6)."""
    known = getattr(case, section)
    if any(getattr(known, name) is not None for name in telling):
        return []
    then = _with(case, section, replace(known, **telling))
    return [f"{section}.{name}" for name in telling] if _answer(then, limits) != _answer(case, limits) else []


def _about_risk(case: Case) -> list[str]:
    """S.2: whether danger is imminent is always asked, and which of two kinds; S.6: a safe way to reach the client.

    Words for violence, and couple or family work in mind, raise the question of violence and control (S.1, C.1).
    """
    listed = [one for one in case.safety.concerns or () if not one.closed]
    asked = []
    if any(from_older_facts(case.safety)) and case.safety.imminent is None:
        asked.append("safety.imminent")
    if any(one.imminent is None for one in listed):
        asked.append("safety.concerns.imminent")
    if _which_is_open(case) or _violence_is_open(case) or open_words(case):
        asked.append("safety.concerns")
    if is_open(case, *VIOLENCE) and case.client.safe_contact_known is None:
        asked.append("client.safe_contact_known")
    return asked


def _which_is_open(case: Case) -> bool:
    """Tell whether an older risk stands for one of two kinds, and no person has said which."""
    kinds = COUNTS_AS[case.safety.other_risk] if case.safety.other_risk is not None else ()
    named = {one.kind for one in case.safety.concerns or ()}
    return len(kinds) > 1 and not named & set(kinds)


def _violence_is_open(case: Case) -> bool:
    raised = "couple_or_family_work" in case.considering or bool(questions_in(case.treatment.presenting_problems or ()))
    return raised and not ever(case, *VIOLENCE)


def _duration(case: Case, limits: Thresholds) -> list[str]:
    """B.1: while a colleague is to be consulted, the state alone suffices; an unknown duration is missing."""
    asking = stuck(case) and {"consult-colleague", "wait-for-reply"} & order.steps(case, limits).keys()
    return ["progress.weeks_in_state"] if asking and case.progress.weeks_in_state is None else []
