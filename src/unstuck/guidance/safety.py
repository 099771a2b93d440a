"""S: safety comes before everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.guidance import tables
from unstuck.guidance.because import Because, because, quoted, weeks
from unstuck.guidance.case import Case
from unstuck.guidance.concerns import MEDICAL, OWN_LIFE, REPORTABLE, VIOLENCE, OpenConcern, open_concerns, open_words
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


@dataclass(frozen=True)
class SafetyEntry:
    """One dated entry about safety: whether it holds a sign of risk, and whether a person assessed the risk.

    `recorded` puts entries in the order in which they were recorded; it is compared, and nothing else.
    """

    on: date
    recorded: tuple[datetime, int]
    is_sign: bool
    is_assessment: bool


def assessed_since(entries: Sequence[SafetyEntry]) -> bool | None:
    """Tell whether a person has assessed every sign of risk; None where there is no sign (S.2).

    An assessment covers a sign when it is of the day of the sign or later, and was recorded after the sign or together
    with it: whoever assessed before a sign was on record did not know of it, whatever date the assessment carries.
    """
    signs = [entry for entry in entries if entry.is_sign]
    assessments = [entry for entry in entries if entry.is_assessment]
    return any(all(_covers(one, sign) for sign in signs) for one in assessments) if signs else None


def _covers(assessment: SafetyEntry, sign: SafetyEntry) -> bool:
    return assessment.on >= sign.on and assessment.recorded >= sign.recorded


def violence_at_home(recorded: Sequence[str | None]) -> bool:
    """Tell whether violence at home is known, from the other risks as they were recorded, in order of time (S.3).

    Another risk that is recorded later does not lift it; that there is none does.

    >>> violence_at_home(["violence_at_home", "harm_to_others"]), violence_at_home(["violence_at_home", "none"])
    (True, False)
    """
    telling = [risk for risk in recorded if risk in ("violence_at_home", "none")]
    return telling[-1:] == ["violence_at_home"]


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
    limit = limits.assessment_weeks_worse if worse else limits.assessment_weeks
    ages = [one.assessed_weeks_ago for one in concerns if one.assessed and one.assessed_weeks_ago is not None]
    oldest = max(ages, default=0.0)
    return (because("S.4-due-again", weeks=weeks(oldest), limit=weeks(limit)),) if oldest > limit else ()


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
    """Return why to get medical help (S.2), or to see a doctor first (B.7)."""
    kinds = [one.kind for one in open_concerns(case) if one.kind in MEDICAL]
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
