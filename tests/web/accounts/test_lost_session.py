"""A form that is sent after the session ended: nothing that was typed is lost, and nobody else sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from tests.web.accounts.flows import code, set_up_app, sign_in, token_on
from tests.web.cast import Cast
from unstuck.web.accounts.models import Person, Role

TYPED = {"name": "Nia Newcomer", "email": "nia@example.invalid", "role": "worker", "team": "none"}
ADD = "/people/add/"


@pytest.fixture
def second(cast: Cast) -> Person:
    """Another administrator, on the same computer."""
    cast.manager.memberships.update(role=Role.ADMINISTRATOR)
    return cast.manager


def lose_session(browser: Browser) -> None:
    Session.objects.all().delete()


def send_late(browser: Browser, path: str, typed: dict[str, str]) -> Any:
    """Open a form, lose the session, send the form; return the answer."""
    token = token_on(browser.get(path))
    lose_session(browser)
    answer = browser.post(path, {**typed, "once": token})
    assert answer.headers["Location"] == f"/sign-in/?next={path}"
    return answer


def test_what_was_typed_is_there_again_after_signing_in(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.administrator)
    late = send_late(browser, ADD, TYPED)
    assert not Person.objects.filter(email=TYPED["email"]).exists()
    kept = [str(one.get_decoded()) for one in Session.objects.all()]
    assert any("kept_form" in one for one in kept)
    assert not any("Newcomer" in one for one in kept), "it waits sealed: it may be a note that is sealed once saved"
    page = browser.get(late.headers["Location"])
    assert TYPED["name"] not in page.content.decode()
    answer = sign_in(browser, cast.administrator, next=ADD)
    assert answer.headers["Location"] == ADD
    page = browser.get(ADD)
    text = page.content.decode()
    assert 'value="Nia Newcomer"' in text
    assert 'value="nia@example.invalid"' in text
    assert "What you typed is still here" in text
    browser.post(ADD, {**TYPED, "once": token_on(page)})
    assert Person.objects.get(email=TYPED["email"]).name == TYPED["name"]
    assert f'value="{TYPED["name"]}"' not in browser.get(ADD).content.decode()


def test_it_survives_the_second_step_too(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.administrator)
    secret = set_up_app(browser)
    send_late(browser, ADD, TYPED)
    sign_in(browser, cast.administrator, next=ADD)
    assert browser.post("/sign-in/second-step/", {"code": code(secret)}).headers["Location"] == ADD
    assert TYPED["name"] in browser.get(ADD).content.decode()


def test_another_person_on_the_same_computer_never_sees_it(cast: Cast, second: Person) -> None:
    browser = Browser()
    sign_in(browser, cast.administrator)
    send_late(browser, ADD, TYPED)
    sign_in(browser, second, next=ADD)
    assert "kept_form" not in browser.session
    for path in (ADD, "/me/", "/people/", "/people/teams/add/"):
        assert TYPED["name"] not in browser.get(path).content.decode()
    browser.post("/sign-out/")
    sign_in(browser, cast.administrator)
    assert TYPED["name"] not in browser.get(ADD).content.decode()


def test_the_same_person_on_another_computer_does_not_see_it_either(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.administrator)
    send_late(browser, ADD, TYPED)
    other = Browser()
    sign_in(other, cast.administrator)
    assert TYPED["name"] not in other.get(ADD).content.decode()


def test_it_waits_for_its_own_page(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.administrator)
    send_late(browser, ADD, TYPED)
    sign_in(browser, cast.administrator)
    assert TYPED["name"] not in browser.get("/people/teams/add/").content.decode()
    assert TYPED["name"] in browser.get(ADD).content.decode()


def test_a_form_without_a_token_of_ours_keeps_nothing(cast: Cast) -> None:
    browser = Browser()
    browser.post(ADD, {**TYPED, "once": "made-up"})
    assert "kept_form" not in browser.session


def test_a_password_is_never_kept(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.administrator)
    send_late(browser, ADD, TYPED | {"password1": "a secret of mine"})
    assert "secret" not in browser.session["kept_form"]["fields"]


def test_a_password_changed_elsewhere_loses_nothing_either(cast: Cast) -> None:
    here = Browser()
    sign_in(here, cast.administrator)
    token = token_on(here.get(ADD))
    new = "four words of my own"
    person = Person.objects.get(pk=cast.administrator.pk)
    person.set_password(new)
    person.save()
    assert here.post(ADD, {**TYPED, "once": token}).status_code == 302
    sign_in(here, cast.administrator, new)
    assert TYPED["name"] in here.get(ADD).content.decode()
