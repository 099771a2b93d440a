"""The parts that may be shared, and the text that the client agrees to, as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.consents.part2 import NOTICE
from unstuck.web.referrals.models.referrals import Referral


def parts_called() -> dict[str, str]:
    """Return the parts that may be shared, by code; each is chosen separately. Codes are append-only."""
    return {
        "name": _("Name"),
        "reach": _("How to reach the client"),
        "need": _("What help is needed"),
        "areas": _("Which life areas it is for"),
        "own_words": _("In the client's own words"),
        "background": _("What else they need to know"),
        "substance_use": _("About treatment for substance use"),
    }


def consent_text(referral: Referral, agency: str, parts: Mapping[str, str], on: date) -> str:
    """Return the text: who tells whom what, why, until when, and that consent can be withdrawn."""
    called = parts_called()
    lines = [
        *([_("My name: %(name)s") % {"name": referral.episode.client.name}] if referral.part2 else []),
        _("I agree that %(agency)s may tell %(partner)s the following about me, and nothing else:")
        % {"agency": agency, "partner": referral.organisation},
        *(f"– {called[code]}: {' '.join(text.split())}" for code, text in parts.items()),
        _("It is shared so that they can help with: %(ask)s") % {"ask": " ".join(referral.ask.split())},
    ]
    if referral.safe_way:
        lines.append(_("They may only contact me in this way: %(way)s") % {"way": " ".join(referral.safe_way.split())})
    lines.append(
        _("They may report whether they accepted, and when help began and ended. I agree until the referral ends.")
    )
    lines.append(_("I can withdraw this at any time; that does not undo what has already been done because of it."))
    if referral.part2:
        lines.append(
            _("This includes records of treatment for substance use. They are protected by 42 CFR Part 2: %(notice)s")
            % {"notice": NOTICE}
        )
    lines.append(_("Agreed on %(day)s.") % {"day": spell_date(on)})
    return "\n".join(lines)
