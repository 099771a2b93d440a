"""A review of Cleo, step by step, a client handed over, and forms as a browser sends them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.models import Episode, Fact
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.actions.reviews import ReviewDecision
from unstuck.web.reviews.models import Review
from unstuck.web.transfers.actions.transfers import arrange_transfers
from unstuck.web.transfers.models import Transfer
from unstuck.web.transfers.policies import TransferDetails

IN_TWO_WEEKS = TODAY + timedelta(weeks=2)


def page(episode: Episode, rest: str = "review/") -> str:
    return f"/clients/{episode.public_id}/{rest}"


def opened(cast: Cast) -> Review:
    return acts.open_review(cast.actor(cast.worker), cast.cleo, write_context())


def decided(cast: Cast, decision: str = "change_approach", again_on: date | None = IN_TWO_WEEKS) -> Review:
    opened(cast)
    acts.record_decision(
        cast.actor(cast.worker),
        cast.cleo,
        ReviewDecision("What do we not see?", decision, "Walks", again_on),
        write_context(),
    )
    return Review.objects.get(episode=cast.cleo)


def closed(cast: Cast, outcome: str = "back_on_track", words: str = "") -> Review:
    opened(cast)
    acts.close_review(cast.actor(cast.worker), cast.cleo, outcome, words, write_context())
    return Review.objects.get(episode=cast.cleo)


def record(cast: Cast, *rows: Fact) -> None:
    for row in rows:
        record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())


def handed_over(cast: Cast, episode: Episode, **details: Any) -> Transfer:
    """The supervisor hands a client over to Wim, from today on."""
    wanted = TransferDetails(TODAY, "Likes to walk while talking.", "yes", **details)
    came = arrange_transfers(cast.actor(cast.supervisor), cast.teammate, [(episode, wanted)], write_context())
    return came.made[0]


def send(browser: Browser, address: str, **fields: Any) -> Any:
    """Open a form and send it with these fields."""
    shown = browser.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)"', shown))
    return browser.post(address, {**hidden, **fields})
