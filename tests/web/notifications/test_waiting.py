"""What waits is its person's alone, is counted for every role, and no mail server can undo what was saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.notifications.actions import choose_email, mark_seen, tell
from unstuck.web.notifications.models import Notification
from unstuck.web.notifications.presenters import notifications_page

As = Callable[[Person | None], Browser]
PAGE = "/notifications/"


def told(cast: Cast, *people: Person) -> None:
    with transaction.atomic():
        ids = [one.pk for one in people]
        tell(ids, "consultation.asked", "consultation:consultations", {}, agency=cast.agency.pk, now=NOW)


def press(browser: Browser, do: str, **more: str) -> Any:
    once = re.findall(r'name="once" value="([^"]+)"', browser.get(PAGE).content.decode())[0]
    return browser.post(PAGE, {"once": once, "do": do, **more})


def test_what_was_seen_stands_apart_from_what_waits(cast: Cast) -> None:
    told(cast, cast.worker)
    actor = cast.actor(cast.worker)
    page = notifications_page(actor)
    assert [(line.words, line.on) for line in page.waiting] == [("A colleague asks for your thoughts", TODAY)]
    assert (list(page.seen), page.by_email) == ([], True)
    mark_seen(actor, list(Notification.objects.all()), now=NOW, idempotency_key=None)
    choose_email(actor, False, now=NOW, idempotency_key=None)
    page = notifications_page(actor)
    assert (list(page.waiting), len(page.seen), page.by_email) == ([], 1, False)


def test_everybody_finds_their_own(cast: Cast, as_person: As) -> None:
    told(cast, cast.worker, cast.manager)
    for person, number in ((cast.worker, 1), (cast.manager, 1), (cast.teammate, 0), (cast.administrator, 0)):
        shown = as_person(person).get(PAGE).content.decode()
        assert shown.count("A colleague asks for your thoughts") == number
        assert ('class="top__count">1<' in shown) == bool(number)


def test_opening_one_marks_it_as_seen_and_leads_on(cast: Cast, as_person: As) -> None:
    told(cast, cast.worker)
    one, browser = Notification.objects.get(), as_person(cast.worker)
    went = press(browser, "open", which=str(one.public_id))
    assert went["Location"] == "/consultations/"
    one.refresh_from_db()
    assert one.seen_at == NOW
    assert Entry.objects.filter(action="notifications.seen").exists()
    assert "top__count" not in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("which", ["", "nonsense", "d7d1f0c4-0000-4000-8000-000000000000"])
def test_somebody_elses_cannot_be_opened(cast: Cast, as_person: As, which: str) -> None:
    told(cast, cast.teammate)
    answer = press(as_person(cast.worker), "open", which=which or str(Notification.objects.get().public_id))
    assert answer.status_code == 422
    assert Notification.objects.get().seen_at is None


def test_all_at_once(cast: Cast, as_person: As) -> None:
    told(cast, cast.worker, cast.teammate)
    told(cast, cast.worker)
    assert 'class="top__count">2<' in as_person(cast.worker).get(PAGE).content.decode()
    press(as_person(cast.worker), "all_seen")
    assert dict(Notification.objects.filter(seen_at=None).values_list("person__name", "kind")) == {
        "Wim": "consultation.asked"
    }
    press(as_person(cast.worker), "all_seen")  # a second time there is nothing left to take off
    assert "top__count" not in as_person(cast.worker).get(PAGE).content.decode()
    assert 'class="top__count">1<' in as_person(cast.teammate).get(PAGE).content.decode()


def test_the_mail_says_only_that_something_waits(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        told(cast, cast.worker, cast.teammate)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["wanda@example.invalid", "wim@example.invalid"]
    assert len({(letter.subject, letter.body) for letter in mail.outbox}) == 1
    assert all(len(letter.to) == 1 and not letter.cc and not letter.bcc for letter in mail.outbox)
    assert "/notifications/" in mail.outbox[0].body
    assert "Wanda" not in mail.outbox[0].body


def test_nothing_is_sent_where_the_action_fails(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    def fail_after_telling() -> None:
        with transaction.atomic():
            told(cast, cast.worker)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fail_after_telling()
    assert not mail.outbox
    assert not Notification.objects.exists()


def test_a_mail_server_that_is_down_undoes_nothing(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    with django_capture_on_commit_callbacks(execute=True):
        told(cast, cast.worker)
    assert Notification.objects.count() == 1
    assert "e-mail not sent" in caplog.text
    assert "wanda" not in caplog.text.casefold()


def test_people_switch_the_mail_off_and_on(cast: Cast, as_person: As, django_capture_on_commit_callbacks: Any) -> None:
    browser = as_person(cast.worker)
    press(browser, "email_off")
    with django_capture_on_commit_callbacks(execute=True):
        told(cast, cast.worker)
    assert not mail.outbox
    press(browser, "email_on")
    with django_capture_on_commit_callbacks(execute=True):
        told(cast, cast.worker)
    assert len(mail.outbox) == 1


def test_who_left_is_told_nothing(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    end_membership(cast.teammate.memberships.get(), by=cast.actor(cast.administrator), now=NOW)
    choose_email(cast.actor(cast.worker), False, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        told(cast, cast.teammate, cast.outsider)
    assert not mail.outbox
    assert not Notification.objects.exists()
