"""Not coming back, in words: a chance with its interval, the reasons, and what both rest on. Apart from progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.language import gettext as _
from unstuck.population.coming_back import (
    FEWEST_CLIENTS,
    FEWEST_EACH,
    ComingBackModel,
    are_gaps_growing,
    is_longer_than_usual,
)
from unstuck.progress.reasons import VERY_LIKELY, VERY_UNLIKELY, duration
from unstuck.reporting.words import clients, number, percent, probability


@dataclass(frozen=True)
class StayingInTouch:
    """What is said of one client: the chance in a sentence, why, and what it rests on."""

    sentence: str
    reasons: Sequence[str]
    basis: Sequence[str]


def staying_in_touch(
    days: Sequence[float], today: float, model: ComingBackModel | None, recorded: Sequence[str] = ()
) -> StayingInTouch:
    """Return what is said of a client whose scores came on these days (rising, at least one).

    `recorded`: reasons that people recorded, such as missed sessions or a fallen alliance; they are not in the number.
    """
    reasons = [*recorded, *_from_attendance(days, today)]
    if model is None:
        fewest = {"clients": FEWEST_CLIENTS, "each": FEWEST_EACH}
        why = _(
            "No number: it takes %(clients)s clients, %(each)s of whom once did not come back within four weeks and "
            "%(each)s who did."
        )
        return StayingInTouch("", reasons, [why % fewest])
    found = model.chance(days, today)
    if found is None:
        return StayingInTouch(_("Silent for longer than any number can say: get in touch."), reasons, basis(model))
    words = {"chance": probability(found.value)}
    sentence = _("Chance of not coming back in the next four weeks: %(chance)s.") % words
    if VERY_UNLIKELY <= found.value <= VERY_LIKELY:
        words |= {"lower": percent(found.lower), "upper": percent(found.upper)}
        text = _(
            "Chance of not coming back in the next four weeks: %(chance)s (likely between %(lower)s and %(upper)s)."
        )
        sentence = text % words
    return StayingInTouch(sentence, reasons, basis(model))


def _from_attendance(days: Sequence[float], today: float) -> list[str]:
    gaps = np.diff(np.asarray(days, dtype=np.float64))
    found = []
    if is_longer_than_usual(days, today):
        words = {"silent": duration(today - days[-1], "days"), "usual": duration(float(np.median(gaps)), "days")}
        found.append(_("No score for %(silent)s; usually one comes after %(usual)s.") % words)
    if are_gaps_growing(days):
        words = {"last": duration(float(gaps[-1]), "days"), "usual": duration(float(np.median(gaps[:-1])), "days")}
        found.append(_("The gaps are growing: %(last)s before the latest score, %(usual)s before.") % words)
    return found


def basis(model: ComingBackModel) -> list[str]:
    """Say what the number rests on, how it did on clients left out, and what it cannot say."""
    words = {
        "clients": clients(model.clients),
        "stopped": number(model.stopped),
        "expected": percent(model.expected),
        "seen": percent(model.seen),
        "ranked": number(10 * model.ranked_right, 0),
    }
    return [
        _(
            "Learned from when %(clients)s here came; %(stopped)s of them once did not come back within four weeks. "
            "How long the silence is beside the usual gap, whether gaps grow, and how many scores there are: nothing "
            "else is in the number."
        )
        % words,
        _(
            "On clients left out of it: %(expected)s expected not to come back, %(seen)s did not; of two, it put the "
            "one who stayed away first in about %(ranked)s of 10."
        )
        % words,
        _("It does not know why somebody stays away, or who had finished. It says nothing about how things are going."),
    ]
