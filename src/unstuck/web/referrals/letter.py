"""The letter and the e-mail: what the client agreed to and nothing more, and the link by which the partner answers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.reporting.letters import Letter
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.referrals.consent_text import REDISCLOSURE, parts_called
from unstuck.web.referrals.models import ReplyLink, Whom
from unstuck.web.referrals.permissions import token_of
from unstuck.web.referrals.queries import Story


def address_of(link: ReplyLink) -> str:
    """Return the whole address of a link."""
    return f"{settings.SITE_ADDRESS}{reverse('referrals:reply', args=[token_of(link)])}"


def open_link(story: Story, whom: Whom, now: datetime) -> ReplyLink | None:
    """Return the link by which somebody can answer now."""
    return next((one for one in story.links if one.whom == whom and one.expires_at > now), None)


def letter_of(story: Story, actor: Actor, now: datetime) -> Letter:
    """Return the letter to the partner, made of the consent that holds, with the link that opens now."""
    one, link = story.referral, open_link(story, Whom.PARTNER, now)
    consent = story.consent
    parts = consent.parts if consent else {}
    called = parts_called()
    shared = tuple((called[code], (text,)) for code, text in parts.items())
    sections = [*shared]
    if one.safe_way:
        only = _("Only in this way, please: no letters, texts or calls otherwise. %(way)s") % {"way": one.safe_way}
        sections.append((_("Reaching the client safely"), (only,)))
    agreed = spell_date(consent.on) if consent else ""
    sections.append((_("What the client agreed to"), (_agreed(agreed),)))
    if link is not None:
        sections.append((_("Please tell us what became of it"), (_please(link),)))
    return Letter(
        title=_("Request for support"),
        sender=(actor.agency_name, actor.name),
        receiver=(one.organisation, *([one.contact] if one.contact else [])),
        date=spell_date(one.requested_on or one.call_back_on),
        opening=_("We write with the consent of a client of ours, and ask for your help."),
        sections=tuple(sections),
        notice=REDISCLOSURE if one.part2 else "",
        closing=(_("With kind regards"), actor.name, actor.agency_name),
    )


def _agreed(day: str) -> str:
    return _(
        "On %(day)s the client agreed that we share what stands above with you, for this purpose and nothing else. "
        "It can be taken back at any time."
    ) % {"day": day}


def _please(link: ReplyLink) -> str:
    return _("Open this address once; it takes a minute, needs no sign-in and asks for no names:\n%(address)s") % {
        "address": address_of(link)
    }


def email_of(letter: Letter) -> str:
    """Return the letter as the text of an e-mail, to be copied."""
    parts = [letter.opening, *("\n".join((f"{head}:", *texts)) for head, texts in letter.sections)]
    notice = [letter.notice] if letter.notice else []
    return "\n\n".join([*parts, *notice, "\n".join(letter.closing)])
