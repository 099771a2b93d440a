"""What may be said, who may be asked, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from unstuck.interop.deidentify import Found, Identifiers, about_client, clean, suspicious
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.models import Consultation, Group, Profile
from unstuck.web.consultation.permissions import check_can_be_asked, colleagues_of, those_asked


def check_text(*texts: str, known: Identifiers, others_allowed: bool = False) -> None:
    """Raise Denied where a text names the client, or holds what looks like a date, a telephone, an address.

    `others_allowed`: whoever writes says that the latter are not about the client, as the telephone of a service.
    """
    quotes = [quote for text in map(clean, texts) for quote in _quoted(text, about_client(text, known))]
    if quotes:
        words = {"words": ", ".join(quotes)}
        raise Denied("identifies_client", _("This names the client or somebody close: %(words)s. Take it out.") % words)
    quotes = (
        [] if others_allowed else [quote for text in map(clean, texts) for quote in _quoted(text, suspicious(text))]
    )
    if quotes:
        words = {"words": ", ".join(quotes)}
        raise Denied(
            "may_identify",
            _("This may say whose story it is: %(words)s. Take it out; weeks instead of dates will do.") % words,
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
    """Tell whether somebody who was asked can still answer."""
    return those_asked(consultation).exists()
