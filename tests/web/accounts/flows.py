"""What tests of sign-in do again and again, over the real pages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.test import Client as Browser

from tests.web.cast import NOW, PASSWORD, Cast
from tests.web.totp import code_at_step
from unstuck.web.accounts.actions import Post, change_post, confirm_role
from unstuck.web.accounts.models import Membership, Person, RoleProposal


def sign_in(browser: Browser, who: Person | str, password: str = PASSWORD, **more: str) -> Any:
    email = who if isinstance(who, str) else who.email
    return browser.post("/sign-in/", {"login": email, "password": password, **more})


def signed_in(browser: Browser) -> bool:
    return bool(browser.get("/me/").status_code == 200)


def confirm_role_as_second_person(cast: Cast, now: datetime = NOW) -> None:
    """Confirm, as Stan, the one role that an administrator asked for."""
    confirm_role(cast.actor(cast.other_supervisor), RoleProposal.objects.get(decided_at=None), now=now)


def give_post(cast: Cast, person: Person, post: Post, now: datetime = NOW) -> None:
    """Give somebody a role as two people do."""
    held = Membership.objects.get(person=person, ended_at=None)
    change_post(held, post, by=cast.actor(cast.administrator), now=now)
    confirm_role_as_second_person(cast, now)


def token_on(page: Any) -> str:
    """The form token of the first form that carries one."""
    found = re.search(r'name="once" value="([^"]+)"', page.content.decode())
    assert found
    return found.group(1)


def membership_on(page: Any) -> str:
    found = re.search(r'name="membership" value="(\d+)"', page.content.decode())
    assert found
    return found.group(1)


def confirm(browser: Browser) -> None:
    """Type the password once more, as delicate pages ask."""
    assert browser.post("/confirm/password/", {"password": PASSWORD}).status_code == 302


def set_up_app(browser: Browser) -> str:
    """Set up an app for codes, through the pages; return its key."""
    confirm(browser)
    browser.get("/me/second-factor/app/")
    secret: str = browser.session["mfa.totp.secret"]
    answer = browser.post("/me/second-factor/app/", {"code": code(secret, 0)})
    assert answer.headers["Location"] == "/me/second-factor/codes/"
    return secret


def code(secret: str, step: int = 1) -> str:
    """The code of an app whose clock is half a minute ahead: at no moment is it about to become too old.

    The one before it (0) is for setting up the app, since no code is taken twice.
    """
    return code_at_step(secret, step)
