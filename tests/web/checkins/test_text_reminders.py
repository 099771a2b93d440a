"""Reminders as text messages, over a real gateway on this machine: the same rules as by e-mail, and at most once."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins import text_gateway
from tests.web.checkins.acts import ask
from tests.web.checkins.test_reminders import DUE, Killed, context, send, state, told, work
from tests.web.checkins.text_gateway import Gateway
from tests.web.safety.acts import sign
from unstuck.errors import BadInput
from unstuck.web.checkins.actions import reminders as acts
from unstuck.web.checkins.actions.outbox import LOST_AFTER, send_next
from unstuck.web.checkins.models import ClientLanguage, ReminderChoice
from unstuck.web.components import environment
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.ways_out import TextGateway
from unstuck.web.safety.actions.care import say_safe_way

See = Callable[..., Browser]
NUMBER, KEY = "+441632960001", "s3cret"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    with text_gateway.running() as running:
        settings.TEXT_GATEWAY, settings.TEXT_GATEWAY_KEY = running.address, KEY
        yield running


def agree(cast: Cast, number: str = NUMBER, unsafe: tuple[str, ...] = ()) -> None:
    actor = cast.actor(cast.worker)
    say_safe_way(actor, cast.cleo, "Texts are read by her alone.", unsafe, context())
    acts.choose_reminders(actor, cast.cleo, acts.ReminderAgreement("text", number, TODAY), context())


def test_one_text_with_two_links_and_nothing_about_anybody(
    cast: Cast, gateway: Gateway, as_person: See, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    agree(cast)
    ask(cast)
    work(DUE - timedelta(days=1))
    work(DUE.replace(hour=22))
    assert not gateway.taken
    for hours in (24, 25, 48):
        work(DUE + timedelta(hours=hours))
    (message,) = gateway.taken
    assert (message["to"], message["language"], message["path"]) == (NUMBER, "en", "/send?from=us")
    assert gateway.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert gateway.headers[0]["Idempotency-Key"] == message["id"]
    for word in ("cleo", "brook", "wanda", "riverside", "unstuck", "social", "phq", NUMBER):
        assert word not in message["text"].casefold()
    link, no_more = re.findall(r"https?://[^/\s]+(/\S+)", message["text"])
    assert as_person(None).get(link).status_code == 200
    assert state() == "sent"
    for secret in (NUMBER, KEY, link):
        assert secret not in caplog.text
    as_person(None).post(no_more)
    assert (told(), ReminderChoice.objects.order_by("id").values_list("way", flat=True).last()) == (
        ["reminder.opted_out"],
        "none",
    )
    page = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()
    assert "the client said that they want no more" in page


def test_in_the_language_that_the_worker_noted(cast: Cast, gateway: Gateway) -> None:
    agree(cast)
    ask(cast)
    ClientLanguage.objects.create(episode=cast.cleo, language="es", at=NOW, by=cast.worker)
    work(DUE)
    assert (gateway.taken[0]["language"], "Aquí hay una página corta" in gateway.taken[0]["text"]) == ("es", True)


@pytest.mark.parametrize(
    ("status", "hang_up", "expected"),
    [
        (400, False, "refused"),
        (429, False, "refused"),
        (302, False, "unsure"),
        (500, False, "unsure"),
        (200, True, "unsure"),
    ],
)
def test_what_is_not_certain_is_never_sent_again_and_the_worker_is_told(
    cast: Cast, gateway: Gateway, status: int, hang_up: bool, expected: str
) -> None:
    """A redirect is not followed: it would carry number and key elsewhere."""
    gateway.status, gateway.hang_up = status, hang_up
    agree(cast)
    ask(cast)
    work(DUE)
    gateway.status, gateway.hang_up = 200, False
    work(DUE + timedelta(hours=1))
    assert (state(), told(), len(gateway.taken)) == (expected, [f"reminder.{expected}"], 1)


def test_without_the_gateway_nothing_is_claimed(cast: Cast, gateway: Gateway, settings: Any) -> None:
    agree(cast)
    ask(cast)
    settings.TEXT_GATEWAY = "http://127.0.0.1:1/"
    work(DUE)
    assert state() == "waiting"
    settings.TEXT_GATEWAY = gateway.address
    work(DUE)
    assert (state(), len(gateway.taken)) == ("sent", 1)


@pytest.mark.parametrize("reached", [False, True])
def test_killed_while_it_is_handed_over(
    cast: Cast, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    agree(cast)
    ask(cast)
    really = TextGateway.hand_over

    def killed(line: TextGateway, message: Any) -> None:
        if reached:
            really(line, message)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(TextGateway, "hand_over", killed)
        with pytest.raises(Killed):
            send_next(DUE)
    work(DUE + LOST_AFTER)
    assert (state(), told(), len(gateway.taken)) == ("unsure", ["reminder.unsure"], reached)


@pytest.mark.parametrize("happened", ["text is unsafe", "violence", "no more", "e-mail instead"])
def test_what_waits_is_looked_at_again(cast: Cast, gateway: Gateway, settings: Any, happened: str) -> None:
    agree(cast)
    ask(cast)
    settings.TEXT_GATEWAY = "http://127.0.0.1:1/"
    work(DUE)
    settings.TEXT_GATEWAY = gateway.address
    actor = cast.actor(cast.worker)
    if happened == "text is unsafe":
        say_safe_way(actor, cast.cleo, "Only by phone.", ("text",), context())
    elif happened == "violence":
        sign(cast, "violence_at_home")
    elif happened == "no more":
        acts.choose_reminders(actor, cast.cleo, acts.ReminderAgreement(), context())
    else:
        acts.choose_reminders(
            actor, cast.cleo, acts.ReminderAgreement("email", "cleo@example.invalid", TODAY), context()
        )
    work(DUE)
    assert (gateway.taken, state()) == ([], "waiting" if happened == "e-mail instead" else "stopped")


@pytest.mark.parametrize("number", ["", "0770900123", "+44", "+44 7700 900123", "+0123456789", "cleo@example.invalid"])
def test_a_number_that_no_gateway_takes_is_refused(cast: Cast, number: str) -> None:
    with pytest.raises(Denied) as denied:
        agree(cast, number)
    assert denied.value.code == "no_number"


def test_e_mail_may_be_safe_where_texts_are_not(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        agree(cast, unsafe=("text",))
    assert denied.value.code == "not_safe"
    email = acts.ReminderAgreement("email", "cleo@example.invalid", TODAY)
    acts.choose_reminders(cast.actor(cast.worker), cast.cleo, email, context())
    assert ReminderChoice.objects.get().way == "email"


def test_the_worker_notes_the_number_as_people_write_it(cast: Cast, as_person: See) -> None:
    browser, there = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/check-ins/reminders/"
    say_safe_way(cast.actor(cast.worker), cast.cleo, "Texts are fine.", (), context())
    typed = {"way": "text", "number": "+44 (1632) 960-001", "agreed_on": TODAY.isoformat()}
    for wrong in ({"number": ""}, {"number": "01632 960001"}, {"agreed_on": ""}):
        assert send(browser, there, {**typed, **wrong}).status_code == 422, wrong
    assert send(browser, there, typed).status_code == 302
    page = browser.get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()
    assert f"By text message to {NUMBER}" in page
    assert "no gateway for text messages yet" in page


@pytest.mark.parametrize("address", ["http://sms.example.org/", "ftp://x", "https://a b", "https://u:p@x.org/", "x"])
def test_a_gateway_that_would_carry_numbers_in_the_open_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="UNSTUCK_TEXT_GATEWAY"):
        environment.gateway("UNSTUCK_TEXT_GATEWAY", {"UNSTUCK_TEXT_GATEWAY": address})


def test_the_key_of_the_gateway_is_in_no_error() -> None:
    with pytest.raises(BadInput) as refused:
        environment.header_secret("UNSTUCK_TEXT_GATEWAY_KEY", {"UNSTUCK_TEXT_GATEWAY_KEY": "s3cret\r\nX: y"})
    assert "s3cret" not in str(refused.value)
