""" "Did I get help?" on the client's own page: the kind of help by name, and where none came, why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.client_pages.models import PageLink
from unstuck.web.client_pages.presenters.client import (
    OwnPageForm,
    address_of,
    frame_of,
    help_question,
    statement_at,
)
from unstuck.web.referrals.forms.replying import CLIENT_REASONS
from unstuck.web.referrals.models import HelpReceived, ReferralEndReason
from unstuck.web.referrals.queries import ReferralSummary, asked_outside

BECAUSE = "no-"


def asked_on_page(link: PageLink, row: int, today: date) -> ReferralSummary | None:
    """Return the referral that is asked about; None where the page does not ask about it now."""
    statement = statement_at(link, "support", row, today)
    if statement is None or not statement.question:
        return None
    return next((one for one in asked_outside(link.episode) if one.pk == row), None)


def helped_page(link: PageLink, asked: ReferralSummary) -> OwnPageForm:
    """Return the page that asks whether help came."""
    words = {
        HelpReceived.YES: _("Yes, I did"),
        HelpReceived.SOME: _("In part"),
        HelpReceived.NOT_YET: _("Not yet"),
        HelpReceived.NO: _("No"),
    }
    return OwnPageForm(
        heading=help_question(asked),
        choices=[(got.value, text, got == asked.got) for got, text in words.items()],
        back=address_of(link, "mine"),
        frame=frame_of(),
    )


def why_page(link: PageLink, asked: ReferralSummary) -> OwnPageForm:
    """Return the page that asks why no help came."""
    return OwnPageForm(
        heading=_("What got in the way?"),
        quoted=help_question(asked),
        choices=[(f"{BECAUSE}{code.value}", text, False) for code, text in _reasons().items()],
        back=address_of(link, "helped", asked.pk),
        frame=frame_of(),
    )


def answer_from(typed: Mapping[str, str]) -> tuple[HelpReceived, str] | None:
    """Return what was answered and why no help came; None where what was sent is no whole answer."""
    value = typed.get("value", "")
    if value.startswith(BECAUSE):
        reason = value.removeprefix(BECAUSE)
        return (HelpReceived.NO, reason) if reason in {one.value for one in CLIENT_REASONS} else None
    if value in HelpReceived.values and value != HelpReceived.NO:
        return HelpReceived(value), ""
    return None


def _reasons() -> dict[ReferralEndReason, str]:
    """Return why no help came, in the first person."""
    words = {
        ReferralEndReason.NO_ANSWER: _("Nobody answered me"),
        ReferralEndReason.WAITING_LIST: _("The wait was too long"),
        ReferralEndReason.FULL: _("They had no place for me"),
        ReferralEndReason.NOT_ELIGIBLE: _("They said it is not for me"),
        ReferralEndReason.WRONG_PLACE: _("It was not the right place"),
        ReferralEndReason.COST: _("It cost too much"),
        ReferralEndReason.DISTANCE: _("I could not get there"),
        ReferralEndReason.HOURS: _("The opening hours did not fit"),
        ReferralEndReason.LANGUAGE: _("We had no language in common"),
        ReferralEndReason.NOT_COMFORTABLE: _("I did not feel at ease there"),
        ReferralEndReason.NOT_WANTED: _("I decided against it"),
        ReferralEndReason.NO_LONGER_NEEDED: _("I do not need it any more"),
        ReferralEndReason.OTHER: _("Something else"),
    }
    return {code: words[code] for code in CLIENT_REASONS}
