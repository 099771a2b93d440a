"""What may be done with a concern, and when, whoever does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from unstuck.guidance import default_thresholds
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.components.denied import Denied
from unstuck.web.components.wording import has_words
from unstuck.web.safety.models import CloseReason, Concern


def check_version(concern: Concern, opened: int | None) -> None:
    """Raise Denied where somebody else acted after the form was opened. None: not asked."""
    if opened is not None and concern.version != opened:
        raise Denied(
            "stale_form",
            _("Something was recorded here after you opened this page. What you typed is still here: look at what ")
            + _("changed, then send it again."),
        )


def check_sign_day(on: date, episode: Episode, today: date) -> None:
    """Raise Denied for a sign of a day that has not come, or before the work began."""
    if on > today:
        raise Denied("future_date", _("The date must not be after today."))
    if on < episode.started_on:
        words = {"day": spell_date(episode.started_on)}
        raise Denied("before_episode", _("The date must not be before %(day)s, when this work began.") % words)


def check_assessment_day(on: date, concern: Concern, today: date) -> None:
    """Raise Denied for an assessment of a day that has not come, or before its latest sign."""
    if on > today:
        raise Denied("future_date", _("The date must not be after today."))
    if concern.latest_sign_on is not None and on < concern.latest_sign_on:
        words = {"day": spell_date(concern.latest_sign_on)}
        raise Denied(
            "before_its_sign",
            _("The latest sign is of %(day)s. An assessment of an earlier day could not know of it.") % words,
        )


def longest_days(imminent: bool | None) -> int:
    """Return within how many days a concern is looked at again (S.4)."""
    limits = default_thresholds()
    return int(limits.look_again_days_imminent if imminent else limits.look_again_days)


def check_look_again(again_on: date | None, imminent: bool | None, today: date) -> None:
    """Raise Denied where there is no day to look again, or one that is too far ahead (S.4)."""
    if again_on is None:
        raise Denied("no_day", _("Say on which day somebody looks again."))
    if again_on <= today:
        raise Denied("not_ahead", _("The day to look again must be after today."))
    days = longest_days(imminent)
    if again_on > today + timedelta(days=days):
        words = ngettext("Look again within %(n)s day.", "Look again within %(n)s days.", days)
        raise Denied("too_far", words % {"n": days})


def check_words(words: str, reason: str) -> None:
    """Raise Denied with this reason where words are missing."""
    if not has_words(words):
        raise Denied("no_words", reason)


def check_plan(parts: Mapping[str, str]) -> None:
    """Raise Denied where a safety plan lacks a part without which it is no help."""
    if not all(has_words(parts[name]) for name in ("signs", "professionals", "surroundings")):
        raise Denied("no_plan", _("A plan needs at least signs, professionals, and making the place safer."))


def check_close(because: str, words: str, concern: Concern) -> None:
    """Raise Denied where a concern would end without a reason, or while the danger is imminent."""
    if because not in CloseReason.values:
        raise Denied("no_reason", _("Choose why it ends."))
    check_words(words, _("Say in words why this concern ends, and who knows."))
    if concern.imminent:
        raise Denied("imminent", _("The last assessment says that the danger is imminent. Assess it again first."))


def check_can_answer(person: Person | None, concern: Concern) -> None:
    """Raise Denied where somebody could not answer: they left, or work at another agency."""
    present = Membership.objects.filter(
        person=person, agency=concern.episode.client.agency_id, ended_at=None, role__in=WITH_CLIENTS
    )
    if not present.exists():
        raise Denied("gone", _("Choose somebody who works here now: this person has left."))
