"""What a client agreed to, on their own page, and taking it back there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.checkins.presenters.client import CheckinScreen
from unstuck.web.client_pages.models import PageLink
from unstuck.web.client_pages.presenters.client import address_of, frame_of
from unstuck.web.consents.queries import ListedConsent, consent_with_key, consents_about


@dataclass(frozen=True)
class ConsentStatement:
    """One consent in plain words. `take_back`: where the client takes it back, empty where they cannot here."""

    key: str
    text: str
    words: str
    more: str
    take_back: str


@dataclass(frozen=True)
class OwnConsentsPage(CheckinScreen):
    """The list: what holds, and what held once."""

    in_force: Sequence[ConsentStatement] = ()
    past: Sequence[ConsentStatement] = ()


@dataclass(frozen=True)
class TakeBackPage(CheckinScreen):
    """The question whether a consent is taken back."""

    quoted: str = ""
    hint: str = ""
    button: str = ""


def own_consents_page(link: PageLink) -> OwnConsentsPage:
    """Return everything that the client agreed to, and what they took back."""
    found = consents_about(link.episode.client_id)
    return OwnConsentsPage(
        heading=_("What I agreed to"),
        sentences=[_("You can take back what you agreed to at any time. It holds from that moment.")],
        in_force=[_statement(link, one) for one in found if one.in_force],
        past=[_statement(link, one) for one in found if not one.in_force],
        back=address_of(link, "mine"),
        frame=frame_of(),
    )


def _statement(link: PageLink, one: ListedConsent) -> ConsentStatement:
    held = one.held
    text = f"{held.kind}: {held.recipient}" if held.recipient else held.kind
    return ConsentStatement(
        key=one.key,
        text=text,
        words=held.words,
        more=_how_it_stands(one),
        take_back=address_of(link, "take_back", one.key) if one.can_be_withdrawn else "",
    )


def _how_it_stands(one: ListedConsent) -> str:
    if one.withdrawal is not None:
        return _("You took this back on %(day)s.") % {"day": spell_date(one.withdrawal.on)}
    if one.held.refused:
        return _("You said no to this.")
    if one.held.over:
        return one.held.over
    return _("Since %(day)s") % {"day": spell_date(one.held.on)} if one.held.on else ""


def consent_to_take_back(link: PageLink, key: str) -> ListedConsent | None:
    """Return a consent of this client that can be taken back now; None for any other."""
    found = consent_with_key(link.episode.client_id, key)
    return found if found is not None and found.can_be_withdrawn else None


def take_back_page(link: PageLink, one: ListedConsent) -> TakeBackPage:
    """Return the question, with what follows from it."""
    return TakeBackPage(
        heading=_("Take this back?"),
        quoted=_statement(link, one).text,
        hint=_("From now on nothing more is done with it, and your worker is told. What was done before stays done."),
        button=_("Yes, take it back"),
        back=address_of(link, "consents"),
        frame=frame_of(),
    )
