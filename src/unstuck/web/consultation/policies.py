"""What may be said, who may be asked, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from unstuck.interop.deidentify import Found, Identifiers, about_client, suspicious
from unstuck.interop.letters import clean
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.models import Consultation, Ground, Group, Profile
from unstuck.web.consultation.permissions import check_can_be_asked, colleagues_of, those_asked


def check_text(*texts: str, known: Identifiers, others_allowed: bool = False, quotes: bool = True) -> None:
    """Raise Denied where a text names the client, or holds what looks like a date, a telephone, an address.

    `others_allowed`: whoever writes says that the latter are not about the client, as the telephone of a service.
    `quotes`: whoever writes knows the client, so that the refusal may say which words it is about. To anybody else it
    would confirm a guess, name by name.
    """
    texts = tuple(map(clean, texts))
    named = [quote for text in texts for quote in _quoted(text, about_client(text, known))]
    if named and not quotes:
        raise Denied(NAMES_CLIENT, _("This names the client or somebody close. Say it without names or references."))
    if named:
        words = {"words": ", ".join(named)}
        raise Denied(NAMES_CLIENT, _("This names the client or somebody close: %(words)s. Take it out.") % words)
    shown = [] if others_allowed else [quote for text in texts for quote in _quoted(text, suspicious(text))]
    if shown:
        raise Denied(
            "may_identify",
            _("This may say whose story it is: %(words)s. Take it out; weeks instead of dates will do.")
            % {"words": ", ".join(shown)},
        )


NAMES_CLIENT = "identifies_client"
MOST_REFUSED = 5
"""Refused texts of one person in one consultation within a day; then a pause. A slip or two is common, and each further
refusal would answer one more guess at who the client is."""


def check_not_refused_too_often(refused: int) -> None:
    """Raise Denied where somebody's texts in one consultation were refused too often within a day."""
    if refused >= MOST_REFUSED:
        raise Denied(
            "refused_too_often",
            _("Several messages of yours named the client, so nothing more is taken from you here until tomorrow. ")
            + _("Speak to the colleague who asked."),
        )


def _quoted(text: str, identifiers: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(f"“{text[identifier.start : identifier.end].strip()}”" for identifier in identifiers))


def check_question(question: str) -> None:
    """Raise Denied for a consultation without a question."""
    if not question.strip():
        raise Denied("no_question", _("Ask one question in your own words."))


def check_somebody_asked(colleagues: Sequence[Membership], group: Group | None) -> None:
    """Raise Denied where nobody is asked."""
    if not colleagues and group is None:
        raise Denied("nobody_asked", _("Choose at least one colleague or a group."))


def colleagues_asked(actor: Actor, wanted: Sequence[str], today: date) -> list[Membership]:
    """Return the colleagues who were chosen. Denied where one of them left, is away or takes no questions."""
    memberships = {str(one.person.public_id): one for one in colleagues_of(actor).select_related("person")}
    if not set(wanted) <= set(memberships):
        raise Denied("colleague_left", _("A colleague you chose no longer works here. Choose someone else."))
    chosen = [memberships[one] for one in dict.fromkeys(wanted)]
    profiles = Profile.objects.in_bulk([one.person_id for one in chosen])
    for one in chosen:
        check_can_be_asked(one.person.name, profiles.get(one.person_id), today)
    return chosen


def check_group_answers(actor: Actor, group: Group | None) -> None:
    """Raise Denied where nobody else is in the group now."""
    if group is None:
        return
    here = colleagues_of(actor).values("person")
    if group.agency_id != actor.agency_id or not group.members.filter(left_at=None, person__in=here).exists():
        raise Denied("empty_group", _("Nobody else is in this group now. Choose another, or a colleague."))


def anybody_left(consultation: Consultation) -> bool:
    """Tell whether somebody who was asked can still answer, here or in another agency."""
    return those_asked(consultation).exists() or consultation.steps.filter(action="ask_elsewhere").exists()


def check_ground(ground: str, consent_on: date | None, consent_how: str, today: date) -> None:
    """Raise Denied unless it is said why colleagues may be asked: the agency's notice, or when and how of a consent."""
    if ground == Ground.STANDING_NOTICE:
        return
    if consent_on is None or not consent_how.strip():
        raise Denied("no_consent", _("Say when and how the client consented, or choose the agency's notice."))
    if consent_on > today:
        raise Denied("future_date", _("The date must not be after today."))
