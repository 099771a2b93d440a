"""The letter and the e-mail: what the client agreed to and nothing more, and the partner's reply link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.reporting.letters import Letter
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.consents.part2 import NOTICE, notice_for
from unstuck.web.referrals.consent_text import parts_called
from unstuck.web.referrals.models import LinkRecipient, ReplyLink
from unstuck.web.referrals.permissions import token_of
from unstuck.web.referrals.queries import ReferralHistory


def address_of(link: ReplyLink) -> str:
    """Return the full address of a link."""
    return f"{settings.SITE_ADDRESS}{reverse('referrals:reply', args=[token_of(link)])}"


def open_link(history: ReferralHistory, recipient: LinkRecipient, now: datetime) -> ReplyLink | None:
    """Return the link that somebody can answer with now."""
    return next((link for link in history.links if link.whom == recipient and link.expires_at > now), None)


def letter_of(history: ReferralHistory, actor: Actor, now: datetime) -> Letter:
    """Return the letter to the partner, made from the consent in force, with the link that works now."""
    referral, link = history.referral, open_link(history, LinkRecipient.PARTNER, now)
    consent = history.consent
    parts = consent.parts if consent else {}
    headings = parts_called()
    sections = [(headings[code], (text,)) for code, text in parts.items()]
    if referral.safe_way:
        only = _("Please use only this way, and send no other letters, texts or calls. %(way)s") % {
            "way": referral.safe_way
        }
        sections.append((_("Reaching the client safely"), (only,)))
    agreed_on = spell_date(consent.on) if consent else ""
    sections.append((_("What the client agreed to"), (_agreement(agreed_on),)))
    if link is not None:
        sections.append((_("Please tell us what happens"), (_reply_request(link),)))
    return Letter(
        title=_("Request for support"),
        sender=(actor.agency_name, actor.name),
        receiver=(referral.organisation, *([referral.contact] if referral.contact else [])),
        date=spell_date(referral.requested_on or referral.call_back_on),
        opening=_("We are writing with the consent of one of our clients, to ask for your help."),
        sections=tuple(sections),
        notice=NOTICE if referral.part2 else notice_for(referral.episode.client),
        closing=(_("With kind regards"), actor.name, actor.agency_name),
    )


def _agreement(day: str) -> str:
    return _(
        "On %(day)s the client agreed that we may share the above with you, for this purpose and nothing else. "
        "They can withdraw their consent at any time."
    ) % {"day": day}


def _reply_request(link: ReplyLink) -> str:
    return _(
        "Please open this address once. It takes a minute, needs no sign-in and asks for no names:\n%(address)s"
    ) % {"address": address_of(link)}


def email_of(letter: Letter) -> str:
    """Return the letter as the text of an e-mail, to be copied."""
    parts = [letter.opening, *("\n".join((f"{head}:", *texts)) for head, texts in letter.sections)]
    notice = [letter.notice] if letter.notice else []
    return "\n\n".join([*parts, *notice, "\n".join(letter.closing)])
