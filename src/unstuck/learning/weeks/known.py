"""What is known at a point of a course, in words: the facts of its CASE.json, one line a fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from unstuck.guidance import tables
from unstuck.guidance.catalogue import catalogue
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.learning.weeks.person import Facts

KnownFact = tuple[str, str]
"""What a fact is about, and what is known of it."""


def known(facts: Facts) -> tuple[KnownFact, ...]:
    """Return what is known, risk first."""
    lines = (_safety, _treatment, _engagement, _approaches, _life_areas, _helpers)
    return tuple(line for part in lines for line in part(facts))


def _safety(facts: Facts) -> Iterator[KnownFact]:
    concerns = facts.get("safety", {}).get("concerns", ())
    for one in concerns:
        kind = _(tables.words().concerns[one["kind"]])
        says = _("seen to, with a safety plan; looked at again each week")
        yield _("Safety"), f"{kind}: {says if one.get('assessed') else _('not assessed yet')}"
    if not concerns:
        yield _("Safety"), _("no sign on record, which does not mean that there is none")


def _treatment(facts: Facts) -> Iterator[KnownFact]:
    treatment = facts.get("treatment", {})
    if "weeks" in treatment and "sessions_attended" in treatment:
        time = _("{weeks} weeks, {count} sessions").format(
            weeks=treatment["weeks"], count=treatment["sessions_attended"]
        )
        yield _("In the work for"), time
    missed = treatment.get("sessions_missed_recently")
    if missed is not None:
        yield _("Missed of late"), ngettext("{count} session", "{count} sessions", missed).format(count=missed)
    if "goals_met" in treatment:
        met = {"all": _("all of them"), "some": _("some of them"), "none": _("none yet")}
        yield _("Goals met"), met[treatment["goals_met"]]


def _engagement(facts: Facts) -> Iterator[KnownFact]:
    engagement = facts.get("engagement", {})
    if "willingness" in engagement:
        yield _("Willingness to engage"), _("{value} of 10").format(value=engagement["willingness"])
    if "alliance" in engagement:
        value = _("{value} of 10").format(value=engagement["alliance"])
        change = engagement.get("alliance_change", 0)
        moved = _("fallen by {size} of late") if change < 0 else _("risen by {size} of late")
        yield _("How working together is rated"), f"{value}, {moved.format(size=abs(change))}" if change else value
    if engagement.get("sceptical_or_withdrawn"):
        yield _("In the sessions"), _("sceptical or withdrawn")


def _approaches(facts: Facts) -> Iterator[KnownFact]:
    names = {code: one.name for code, one in catalogue().approaches.items()}
    for one in facts.get("approaches", ()):
        weeks = one["started_weeks_ago"] - one.get("ended_weeks_ago", 0)
        time = ngettext("for {count} week", "for {count} weeks", weeks).format(count=weeks)
        label = _("Approach before") if "ended_weeks_ago" in one else _("Approach now")
        yield label, f"{_(names[one['code']])}, {time}"


def _life_areas(facts: Facts) -> Iterator[KnownFact]:
    for code, area in facts.get("life_areas", {}).items():
        parts = [_("{value} of 10").format(value=area["rating"])] if "rating" in area else []
        parts += [text for name, text in _area_words().items() if area.get(name)]
        name = _(tables.words().areas[code])
        yield name[:1].upper() + name[1:], ", ".join(parts)


def _area_words() -> dict[str, str]:
    return {
        "imminent_loss": _("about to be lost"),
        "lost_already": _("lost"),
        "wants_help": _("would like help"),
    }


def _helpers(facts: Facts) -> Iterator[KnownFact]:
    yield _("Colleague asked"), _asked(facts.get("consultations", ()))
    count = facts.get("referrals_open", 0)
    referrals = ngettext("{count} referral", "{count} referrals", count).format(count=count)
    yield _("Outside support"), referrals if count else _("none so far")


def _asked(consultations: Any) -> str:
    if not consultations:
        return _("nobody so far")
    weeks = min(one["weeks_ago"] for one in consultations)
    return ngettext("answered {count} week ago", "answered {count} weeks ago", weeks).format(count=weeks)
