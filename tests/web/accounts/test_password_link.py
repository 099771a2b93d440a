"""Setting a password through a link, the first one too."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client as Browser

from tests.web.accounts.flows import sign_in, signed_in
from tests.web.cast import NOW, PASSWORD, Cast
from unstuck.web.accounts.actions import NewPerson, add_person
from unstuck.web.accounts.models import Role

NEW = "four words of my own"


def ask(email: str) -> Any:
    return Browser().post("/password/link/", {"email": email})


@pytest.mark.parametrize("fault", [ConnectionRefusedError(), SMTPServerDisconnected(), TimeoutError()])
def test_a_mail_server_that_is_down_is_said_and_tells_nobody_who_is_known(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def down(*_given: object) -> None:
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    said = []
    for email in (cast.worker.email, "nobody@example.invalid"):
        answer = ask(email)
        assert answer.status_code == 422
        assert "No e-mail can be sent just now" in answer.content.decode()
        said.append(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert said[0] == said[1]


def link_in(message: mail.EmailMessage) -> str:
    (found,) = re.findall(r"http://testserver(/\S+)", str(message.body))
    return str(found)


def set_through(link: str, password: str = NEW) -> Any:
    browser = Browser()
    form = browser.get(link, follow=True)
    assert form.redirect_chain[-1][0].endswith("-set-password/")
    return browser.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_known_and_unknown_addresses_get_the_same_answer_and_one_mail_each(cast: Cast) -> None:
    known, unknown = ask(cast.worker.email), ask("nobody@example.invalid")
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"] == "/password/link/sent/"
    assert [message.to for message in mail.outbox] == [[cast.worker.email], ["nobody@example.invalid"]]
    assert "Nobody signs in there" in str(mail.outbox[1].body)
    assert "http" not in str(mail.outbox[1].body)


def test_the_link_sets_a_password_once(cast: Cast) -> None:
    ask(cast.worker.email)
    link = link_in(mail.outbox[0])
    assert set_through(link).headers["Location"] == "/password/set/done/"
    assert sign_in(Browser(), cast.worker, NEW).status_code == 302
    again = Browser().get(link)
    assert "no longer works" in again.content.decode()


def test_a_link_is_too_old_after_three_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.worker.email)
    made = PasswordResetTokenGenerator()._now()
    for later, text in (
        (timedelta(days=2, hours=23), "Save the password"),
        (timedelta(days=3, hours=1), "no longer works"),
    ):
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self, later=later: made + later)
        assert text in Browser().get(link_in(mail.outbox[0]), follow=True).content.decode()


def test_a_weak_password_is_refused_with_reasons(cast: Cast) -> None:
    ask(cast.worker.email)
    answer = set_through(link_in(mail.outbox[0]), "short")
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.content.decode()


def test_somebody_new_sets_their_first_password_this_way(cast: Cast) -> None:
    wanted = NewPerson("New.Person@example.invalid", "Nia", Role.WORKER, cast.team)
    person = add_person(cast.agency, wanted, by=None, now=NOW)
    assert sign_in(Browser(), person, PASSWORD).status_code == 422
    ask("NEW.person@example.invalid")
    set_through(link_in(mail.outbox[0]))
    browser = Browser()
    sign_in(browser, person, NEW)
    assert signed_in(browser)


def test_who_left_gets_no_link(cast: Cast) -> None:
    cast.worker.is_active = False
    cast.worker.save()
    ask(cast.worker.email)
    assert "http" not in str(mail.outbox[0].body)


def test_mails_name_nobody(cast: Cast) -> None:
    ask(cast.worker.email)
    set_through(link_in(mail.outbox[0]))
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        for personal in (cast.worker.name, cast.worker.email, "Cleo", "127.0.0.1"):
            assert personal not in text


def test_a_new_password_ends_open_sessions_and_the_pause_after_wrong_ones(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    for _try in range(5):
        locked = sign_in(Browser(), cast.worker, "wrong")
    assert locked.status_code == 429
    ask(cast.worker.email)
    set_through(link_in(mail.outbox[0]))
    assert not signed_in(browser)
    assert sign_in(Browser(), cast.worker, NEW).status_code == 302


def test_asking_is_limited_for_each_address_known_or_not(cast: Cast) -> None:
    for email in (cast.worker.email, "nobody@example.invalid"):
        codes = [ask_from(place, email) for place in range(6)]
        assert codes == [302] * 5 + [429]


def ask_from(place: int, email: str) -> int:
    return Browser(REMOTE_ADDR=f"192.0.2.{place}").post("/password/link/", {"email": email}).status_code


def test_without_a_mail_server_the_page_says_whom_to_ask(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = Browser().get("/password/link/").content.decode()
    assert "Ask an administrator" in page
    assert 'name="email"' not in page


def test_a_lost_notice_undoes_no_new_password(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.worker.email)
    link = link_in(mail.outbox[0])

    def down(self: object, *given: object, **named: object) -> int:
        raise SMTPException

    monkeypatch.setattr(mail.EmailMessage, "send", down)
    assert set_through(link).status_code == 302
    assert sign_in(Browser(), cast.worker, NEW).status_code == 302
