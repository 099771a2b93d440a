"""The page behind a reply link."""

from __future__ import annotations

from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.web.referrals.letter import address_of
from unstuck.web.referrals.models import LinkRecipient, ReplyLink


@dataclass(frozen=True)
class ReplyPage:
    """A question, the thanks for an answer, or that the link no longer works. `next_link`: for the next answer."""

    heading: str
    introduction: str
    is_question: bool = False
    next_link: str = ""


def question_page(link: ReplyLink) -> ReplyPage:
    """Return the page of the question."""
    if link.whom == LinkRecipient.CLIENT:
        return ReplyPage(
            _("One question"),
            _("Choose an answer. It may not be read straight away: if you are in danger, call the emergency number."),
            is_question=True,
        )
    return ReplyPage(
        _("You were asked for help"), _("Choose an answer. Please do not give any names."), is_question=True
    )


def thanks_page(following: ReplyLink | None) -> ReplyPage:
    """Return the page after an answer; a partner may get a link for the next one."""
    next_link = address_of(following) if following else ""
    return ReplyPage(_("Thank you"), _("Your answer has been saved. You can close this page."), next_link=next_link)


def gone_page() -> ReplyPage:
    """Return the page of a link that was used, ended or has expired."""
    return ReplyPage(
        _("This link no longer works"),
        _("It has already been used, or has expired. If you have more to say, contact whoever sent it to you."),
    )
