"""When a programme may have a name, and an episode belong to it."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.programmes.models import EpisodeProgramme, Programme
from unstuck.web.programmes.queries import programmes_of


def check_name_is_free(agency_id: int, name: str, but: Programme | None = None) -> None:
    """Raise Denied where the agency has another programme of this name, one that ended too."""
    others = programmes_of(agency_id).filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Denied(
            "name_taken", _("Your agency already has a programme with this name. One that ended can be taken up again.")
        )


def check_offered(programme: Programme | None, agency_id: int) -> None:
    """Raise Denied where a programme has ended, or is another agency's."""
    if programme is not None and (programme.ended_at is not None or programme.agency_id != agency_id):
        raise Denied("not_offered", _("This programme has ended. Choose another one."))


def check_programme_day(on: date, episode: Episode, latest: EpisodeProgramme | None, today: date) -> None:
    """Raise Denied for a day to come, one before the work began, and one before what was said last."""
    if on > today:
        raise Denied("future_date", _("The date must not be after today."))
    first = latest.on if latest else episode.started_on
    if on < first:
        words = _("The date must not be before %(day)s: what was so until then is recorded already.")
        raise Denied("too_early", words % {"day": spell_date(first)})


def check_another(programme: Programme | None, latest: EpisodeProgramme | None) -> None:
    """Raise Denied where the client belongs there already."""
    if latest is not None and latest.programme_id == (programme.pk if programme else None):
        raise Denied("same_programme", _("The client belongs there already."))
