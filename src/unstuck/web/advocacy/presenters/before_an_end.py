"""What was asked for outside, as an ending looks at it: referrals and tasks of advocacy, in numbers and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.advocacy.models import AdvocacyTask
from unstuck.web.advocacy.workflow import WITHDRAWN
from unstuck.web.caseload.models import Episode
from unstuck.web.referrals.models import HELPED
from unstuck.web.referrals.outside_work import ENDED, OutsideLine
from unstuck.web.referrals.presenters.pages import lines_about
from unstuck.web.referrals.queries import asked_outside


def still_asked(episode: Episode, today: date) -> list[OutsideLine]:
    """Return what is still being asked for outside, a last day that is near first: somebody has to see it through."""
    return [line for line in lines_about(episode, today) if line.stage != ENDED]


def asked_in_numbers(episode: Episode) -> list[str]:
    """Return how many referrals and tasks of advocacy there were, how many are open, and how many brought help."""
    referrals = asked_outside(episode)
    tasks = list(AdvocacyTask.objects.filter(episode=episode).exclude(state=WITHDRAWN))
    made = ngettext(
        "%(n)s referral was made: %(open)s open, %(helped)s brought help.",
        "%(n)s referrals were made: %(open)s open, %(helped)s brought help.",
        len(referrals),
    )
    spoken_for = ngettext(
        "%(n)s thing was asked for on their behalf: %(open)s open, %(helped)s brought help.",
        "%(n)s things were asked for on their behalf: %(open)s open, %(helped)s brought help.",
        len(tasks),
    )
    return [
        *_counted(made, [one.is_open for one in referrals], [one.helped for one in referrals]),
        *_counted(spoken_for, [one.is_open for one in tasks], [one.came in HELPED for one in tasks]),
    ]


def _counted(words: str, are_open: Sequence[bool], helped: Sequence[bool]) -> list[str]:
    if not are_open:
        return []
    none = _("none")
    return [words % {"n": len(are_open), "open": sum(are_open) or none, "helped": sum(helped) or none}]
