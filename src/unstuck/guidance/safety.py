"""S: safety comes before everything else."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.guidance import tables
from unstuck.guidance.because import Because, because, quoted, weeks
from unstuck.guidance.case import Case
from unstuck.guidance.concerns import (
    MEDICAL,
    OWN_LIFE,
    REPORTABLE,
    VIOLENCE,
    OpenConcern,
    due_again,
    open_concerns,
    open_words,
)
from unstuck.guidance.thresholds import Thresholds, default_thresholds


def risk(case: Case) -> tuple[Because, ...]:
    """Return the signs of risk (S.1): the older facts, each open concern, and words of the client's own."""
    return _older_signs(case) + _listed_signs(case) + _own_words(case)


def _older_signs(case: Case) -> tuple[Because, ...]:
    """Danger known to be imminent is a sign, even when nothing else is said."""
    safety = case.safety
    signs = []
    if safety.suicide_item_above_zero:
        signs.append(because("S.1-suicide-item"))
    if safety.crisis:
        signs.append(because("S.1-crisis"))
    if safety.other_risk is not None:
        signs.append(because("S.1-other-risk", risk=tables.words().risks[safety.other_risk]))
    if safety.imminent:
        signs.append(because("S.1-imminent"))
    return tuple(signs)


def _listed_signs(case: Case) -> tuple[Because, ...]:
    """Name each open concern, and whether the client may be a danger, and that it is imminent."""
    signs = []
    for concern in case.safety.concerns or ():
        if not concern.closed:
            kind = tables.words().concerns[concern.kind]
            code = (
                "S.1-concern" if concern.role in (None, "at_risk") else f"S.1-concern-{concern.role.replace('_', '-')}"
            )
            signs.append(because(code, kind=kind))
            signs += [because("S.1-concern-imminent", kind=kind)] if concern.imminent else []
    return tuple(signs)


def _own_words(case: Case) -> tuple[Because, ...]:
    said = open_words(case)
    return (because("S.1-own-words", words=quoted(said)),) if said else ()


def suspended(case: Case, limits: Thresholds | None = None) -> bool:
    """Tell whether everything else waits: a concern that nobody has assessed, or known to be imminent (S.2)."""
    known = limits or default_thresholds()
    return any(concern.suspends(known) for concern in open_concerns(case))


def respond(case: Case, limits: Thresholds | None = None) -> tuple[Because, ...]:
    """Return why to respond to risk: its signs, and whether everything else waits for an assessment (S.1, S.2, S.4)."""
    known, concerns = limits or default_thresholds(), open_concerns(case)
    if not concerns:
        return ()
    unassessed = [one for one in concerns if not one.assessed]
    if any(one.is_current(known) or one.imminent for one in unassessed):
        state: tuple[Because, ...] = (because("S.1-not-assessed"),)
    elif unassessed:
        state = (because("S.4-old-sign", limit=weeks(known.sign_weeks)),)
    elif any(one.imminent for one in concerns):
        state = ()
    else:
        state = (because("S.1-assessed"),)
    return (*risk(case), *state, *_due_again(case, concerns, known), *_beside(case, concerns))


def _due_again(case: Case, concerns: Sequence[OpenConcern], limits: Thresholds) -> tuple[Because, ...]:
    """S.4: an assessment past its time is due again; nothing waits for that."""
    worse = case.progress.state == "deteriorating"
    due = [one for one in concerns if due_again(one, limits, worse=worse)]
    if any(entry.look_again for one in due for entry in one.entries):
        return (because("S.4-look-again"),)
    limit = limits.assessment_weeks_worse if worse else limits.assessment_weeks
    oldest = max((one.assessed_weeks_ago for one in due if one.assessed_weeks_ago is not None), default=None)
    return () if oldest is None else (because("S.4-due-again", weeks=weeks(oldest), limit=weeks(limit)),)


def _beside(case: Case, concerns: Sequence[OpenConcern]) -> tuple[Because, ...]:
    """Return what belongs beside the response: plan and means, a safety plan (S.5), children, a safe way (S.6).

    With violence, no couple or family work that the worker has in mind (C.1).
    """
    own_life = [entry for one in concerns if one.kind in OWN_LIFE for entry in one.entries]
    reasons = []
    if any(entry.plan or entry.means for entry in own_life):
        reasons.append(because("S.4-plan-or-means"))
    if any(entry.safety_plan is False for entry in own_life):
        reasons.append(because("S.5-no-plan"))
    if case.client.children_in_home:
        reasons.append(because("S.2-children"))
    if case.client.safe_contact_known is False:
        reasons.append(because("S.6-no-safe-way"))
    if "couple_or_family_work" in case.considering and any(one.kind in VIOLENCE for one in concerns):
        reasons.append(because("C.1-no-couple-work"))
    return tuple(reasons)


def medical(case: Case) -> tuple[Because, ...]:
    """Return why to get medical help (S.2), until a person recorded it, or to see a doctor first (B.7)."""
    kinds = [one.kind for one in open_concerns(case) if one.kind in MEDICAL and not one.helped]
    reasons = [because("S.2-medical", kinds=_kinds(kinds))] if kinds else []
    reasons += [because("S.2-pregnant")] if kinds and case.client.pregnant else []
    reasons += [because("B.7-symptoms")] if case.client.physical_symptoms else []
    return tuple(reasons)


def report(case: Case) -> tuple[Because, ...]:
    """Return why to report a concern (S.2): a child or an adult at risk, until a person recorded that it was done."""
    kinds = [one.kind for one in open_concerns(case) if one.kind in REPORTABLE and not one.reported]
    reasons = [because("S.2-report", kinds=_kinds(kinds)), because("S.2-supervisor")] if kinds else []
    reasons += [because("S.2-report-in-mind")] if "report_concern" in case.considering else []
    return tuple(reasons)


def _kinds(kinds: Sequence[str]) -> str:
    return ", ".join(tables.words().concerns[kind] for kind in kinds)
