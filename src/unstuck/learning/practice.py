"""Practising: which vignettes, in which order, and where the pathway puts what somebody chose."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from unstuck.guidance import tables
from unstuck.language import gettext as _
from unstuck.learning.agreement import THOUGHTS, steps_open
from unstuck.learning.rules import every_rule
from unstuck.learning.vignette import Vignette, VignetteOption

LETTERS = "abcd"
"""What the options are called, in the order in which they are shown."""


def drawn(vignettes: Iterable[Vignette], count: int, random: Random) -> tuple[Vignette, ...]:
    """Return so many of the vignettes, or all of them, in a drawn order."""
    pool = list(vignettes)
    return tuple(random.sample(pool, min(count, len(pool))))


def shuffled(vignette: Vignette, random: Random) -> tuple[VignetteOption, ...]:
    """Return the four options in a drawn order."""
    return tuple(random.sample(vignette.options, len(vignette.options)))


def question(vignette: Vignette) -> str:
    """Return what is asked after the story."""
    return _("With that in hand, what do you do next?") if vignette.in_hand else _("What do you do next?")


def standing(vignette: Vignette, code: str) -> str:
    """Return where the pathway puts an option for these facts, in one sentence.

    >>> from unstuck.learning.library import vignettes
    >>> standing(vignettes()["nine-weeks-level"], "change-approach")
    'The rules have this too, later: “Plan a different approach with the client” is number 3 here.'
    """
    if code in THOUGHTS:
        title = tables.caution_titles()[code]
        return _("The rules say to pause on this: “{title}”.").format(title=_(title))
    title = _(tables.step_titles()[code])
    order = [step.code for step in steps_open(vignette)]
    if code not in order:
        return _("The rules do not ask for this here: “{title}”.").format(title=title)
    if order[0] == code:
        return _("The rules put this first: “{title}”.").format(title=title)
    place = order.index(code) + 1
    return _("The rules have this too, later: “{title}” is number {place} here.").format(title=title, place=place)


def rule_titles(vignette: Vignette) -> tuple[tuple[str, str], ...]:
    """Return the rules that a vignette explains: code and title."""
    return tuple((code, _(every_rule()[code].title)) for code in vignette.rules)
