"""How often alerts like one were right: a sentence, and behind one click what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.language import gettext as _
from unstuck.population.analysis import AlertCheck, analyse
from unstuck.progress.how_often_right import FEWEST_SEEN, CheckedAlerts, how_often_right, in_words
from unstuck.web.alerts.models import AlertSign, PastFigures
from unstuck.web.alerts.own_past import PastByKind, past_scores
from unstuck.web.caseload.judging import FirstScores, curve_of, setting_of


@dataclass(frozen=True)
class AlertTrust:
    """How often alerts of one kind on one questionnaire were right: the sentence, and what it rests on."""

    sentence: str
    rests_on: Sequence[str]


def trust_in(past: PastByKind, instrument: str, state: str) -> AlertTrust | None:
    """Return how often alerts of this kind were right, None for a state that raises none."""
    if state not in NEEDS_A_LOOK:
        return None
    figures = past.get((PastFigures.ALERTS_RIGHT, instrument), {})
    checked = {name: CheckedAlerts(**counts) for name, counts in figures.items()}
    found = how_often_right(instrument, checked, curve_of(instrument)).get(state)
    unknown = _("How often alerts like this are right is not known here.")
    return AlertTrust(in_words(found) if found else unknown, _rests_on(checked.get(state, CheckedAlerts()), state))


def _rests_on(own: CheckedAlerts, state: str) -> list[str]:
    words = {"raised": own.raised, "checked": own.checked, "right": own.right, "fewest": FEWEST_SEEN}
    counted = _(
        "Your agency so far: %(raised)s such alerts, %(checked)s with a score four to eight weeks later, %(right)s of "
        "these right. From %(fewest)s with a later score on, this is what is shown."
    )
    return [counted % words, _right_means(state), _who_is_missing()]


def _right_means(state: str) -> str:
    if state == AlertSign.STALLED:
        return _(
            "Right means: that later score is still in the clinical range, and better by less than a change that "
            "matters, both since the alert and since four weeks before it."
        )
    return _("Right means: that later score is worse than the first one by a change that matters or more.")


def _who_is_missing() -> str:
    return _(
        "Scores go up and down, so a right alert can look wrong and the other way round; whatever was done about it "
        "is part of it; and whoever stopped coming cannot be counted."
    )


def counted_alerts(agency: int, instrument: str, budget: float | None) -> dict[str, Any]:
    """Return how an agency's past alerts on a questionnaire fared, as they would be raised at the present setting."""
    check, rows = AlertCheck.empty(), past_scores(agency, instrument)
    if rows.scores.size:
        check.add(analyse(rows, setting_of(instrument, FirstScores(), budget)))
    return {state: vars(count) for state, count in check.counts.items() if count.raised}
