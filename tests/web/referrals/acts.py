"""What the tests of referrals do: prepare, agree, refer, and open links as a stranger does."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.facts.acts import opened
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.models import Episode, Fact, LifeArea
from unstuck.web.referrals.actions import referring as acts
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.models import ConsentMethod, ContactMethod, Referral, ReplyLink
from unstuck.web.referrals.permissions import token_of

AsPerson = Callable[[Person | None], Browser]
PARTNER, ASK = "Corner pantry", "A box of food each week"
SECRET = "owes the landlord Zyxwick three months"
PARTS = {"name": "Cleo Brook", "need": ASK}


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def last() -> Entry:
    found = Entry.objects.order_by("-id").first()
    assert found is not None
    return found


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def fact(cast: Cast, *rows: Fact) -> None:
    record_facts(cast.actor(cast.worker), cast.cleo, rows, write_context())


def hit(cast: Cast, *areas: str, **more: Any) -> None:
    fact(cast, *(LifeArea(on=ago(1), area=area, rating=2, **more) for area in areas))


def wanted(**more: Any) -> acts.NewReferral:
    told: dict[str, Any] = {
        "areas": ["food", "money"],
        "way": ContactMethod.LETTER,
        "call_back_on": TODAY + timedelta(days=14),
    }
    return acts.NewReferral(PARTNER, ASK, **{**told, **more})


def drafted(cast: Cast, **more: Any) -> Referral:
    return acts.draft(cast.actor(cast.worker), cast.cleo, wanted(**more), write_context())


def agree(cast: Cast, referral: Referral, **parts: str) -> None:
    agreed = acts.ConsentTerms(parts or PARTS, ConsentMethod.SIGNED, TODAY)
    acts.consent(cast.actor(cast.worker), referral, agreed, write_context())


def requested(cast: Cast, on: date = TODAY, **more: Any) -> Referral:
    made = drafted(cast, **more)
    agree(cast, made)
    acts.request(cast.actor(cast.worker), made, ReferralMove("request", on), write_context())
    made.refresh_from_db()
    return made


def follow(cast: Cast, referral: Referral, action: str, reason: str = "", on: date = TODAY) -> None:
    acts.record_move(cast.actor(cast.worker), referral, ReferralMove(action, on, reason), write_context())
    referral.refresh_from_db()


def reply_address(referral: Referral, whom: str = "partner") -> str:
    link = ReplyLink.objects.get(referral=referral, whom=whom, used_at=None, ended_at=None)
    return f"/reply/{token_of(link)}/"


def page(episode: Episode, rest: str = "") -> str:
    return f"/clients/{episode.public_id}/referrals/{rest}"


def of(referral: Referral, rest: str = "") -> str:
    return page(referral.episode, f"{referral.public_id}/{rest}")


def send(browser: Browser, where: str, **typed: Any) -> Any:
    return browser.post(where, {**opened(browser, where), **typed})
