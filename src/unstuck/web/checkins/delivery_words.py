"""How it is said when something was answered without a network, and when it arrived."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date
from unstuck.web.checkins.device_time import WRONG, DeviceTime


def times_in_words(times: DeviceTime, received_at: datetime, asked_at: datetime) -> str:
    """Say when something was answered and when it arrived, and what is known of the device's clock."""
    words = {"received": _moment(received_at), "asked": _moment(asked_at)}
    if times.answered_at is None:
        return (
            _("Answered without the internet, at some time between %(asked)s and %(received)s, when it was received: ")
            + _("the clock of the device was changed in between.")
        ) % words
    words |= {"answered": _moment(times.answered_at)}
    sentence = _("Answered without the internet at %(answered)s, received at %(received)s.") % words
    return f"{sentence} {_clock(times.clock_off)}".strip()


def _clock(off: timedelta) -> str:
    if abs(off) < WRONG:
        return ""
    sentence = (
        _("The clock of the device was %(how_far)s fast: the time is worked out from how long the answer waited.")
        if off > timedelta(0)
        else _("The clock of the device was %(how_far)s slow: the time is worked out from how long the answer waited.")
    )
    return sentence % {"how_far": _how_far(abs(off))}


def _how_far(off: timedelta) -> str:
    if off.days:
        return ngettext("%(n)s day", "%(n)s days", off.days) % {"n": off.days}
    hours, minutes = divmod(off.seconds // 60, 60)
    if hours:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": spell_date(local.date())}
