"""Reminders over a real mail server: who gets one, when, what it says, and what happens to a worker that is killed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins import mail_server
from tests.web.checkins.acts import answer_all, ask
from tests.web.checkins.mail_server import MailServer
from tests.web.facts.acts import hidden
from tests.web.safety.acts import sign
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.checkins.actions import reminders as acts
from unstuck.web.checkins.actions.asking import take_back
from unstuck.web.checkins.actions.outbox import LOST_AFTER, send_next
from unstuck.web.checkins.models import ClientLanguage, Reminder, ReminderChoice, ReminderRule
from unstuck.web.checkins.reminder_rules import ReminderTimes
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.operations import worker
from unstuck.web.safety.actions.care import say_safe_way

See = Callable[..., Browser]
ADDRESS = "cleo.private@example.invalid"
DUE = NOW + timedelta(days=3)
"""Noon, three days after the check-in was asked for."""


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SENDS_EMAIL, settings.REMINDERS_FROM = True, "post@example.invalid"
    with mail_server.running() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        yield running


def context(now: datetime = NOW) -> WriteContext:
    return WriteContext(now, TODAY)


def agree(cast: Cast, *, unsafe: tuple[str, ...] = ()) -> None:
    actor = cast.actor(cast.worker)
    say_safe_way(actor, cast.cleo, "E-mails are read by her alone.", unsafe, context())
    acts.choose_reminders(actor, cast.cleo, acts.ReminderAgreement("email", ADDRESS, TODAY), context())


def work(now: datetime) -> None:
    while send_next(now):
        continue


def state() -> str:
    return Reminder.objects.get().state


def told() -> list[str]:
    rows = Notification.objects.filter(kind__startswith="reminder.").order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_a_client_who_agreed_and_did_not_answer_gets_one_message_with_nothing_in_it(
    cast: Cast, server: MailServer, as_person: See, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    agree(cast)
    ask(cast)
    work(DUE - timedelta(days=1))
    assert not server.taken
    for hours in (0, 1, 24):
        work(DUE + timedelta(hours=hours))
    ((recipient, message),) = server.taken
    body = message.get_content()
    assert (recipient, message["Subject"], message["From"]) == (ADDRESS, "A reminder", "post@example.invalid")
    assert message["Message-ID"].strip() == Reminder.objects.get().message_id
    everything = str(message).casefold().replace(ADDRESS, "")
    for word in ("cleo", "brook", "wanda", "riverside", "unstuck", "social", "check-ins", "questionnaire", "phq"):
        assert word not in everything, word
    link, _no_more = re.findall(r"https?://[^/\s]+(/\S+)", body)
    assert as_person(None).get(link).status_code == 200
    assert state() == "sent"
    assert ADDRESS not in caplog.text
    assert "cleo" not in str(list(Entry.objects.filter(action__startswith="reminder.").values())).casefold()
    assert "Sent" in as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()


def test_in_the_language_that_the_worker_noted(cast: Cast, server: MailServer) -> None:
    agree(cast)
    ask(cast)
    ClientLanguage.objects.create(episode=cast.cleo, language="es", at=NOW, by=cast.worker)
    work(DUE)
    assert server.taken[0][1]["Subject"] == "Un recordatorio"


def nothing(_cast: Cast, _see: See) -> None:
    """Nobody asked the client."""


def answered(cast: Cast, see: See) -> None:
    agree(cast)
    answer_all(see(None), cast.cleo.checkins.get(), {})


def said_no(cast: Cast, _see: See) -> None:
    agree(cast)
    acts.choose_reminders(cast.actor(cast.worker), cast.cleo, acts.ReminderAgreement(), context())


def not_safe_any_more(cast: Cast, _see: See) -> None:
    agree(cast)
    say_safe_way(cast.actor(cast.worker), cast.cleo, "Only by phone.", ("email",), context())


def violence(cast: Cast, _see: See) -> None:
    agree(cast)
    sign(cast, "violence_at_home")


def taken_back(cast: Cast, _see: See) -> None:
    agree(cast)
    take_back(cast.actor(cast.worker), cast.cleo.checkins.get(), context())


@pytest.mark.parametrize("happened", [nothing, answered, said_no, not_safe_any_more, violence, taken_back])
def test_nothing_is_sent(cast: Cast, server: MailServer, as_person: See, settings: Any, happened: Any) -> None:
    ask(cast)
    happened(cast, as_person)
    work(DUE)
    assert not server.taken


@pytest.mark.parametrize("happened", [answered, said_no, not_safe_any_more, violence, taken_back])
def test_what_waits_in_the_outbox_is_looked_at_again_before_it_goes(
    cast: Cast, server: MailServer, as_person: See, settings: Any, happened: Any
) -> None:
    agree(cast)
    ask(cast)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    work(DUE)
    assert state() == "waiting", "without a mail server nothing is claimed"
    settings.EMAIL_PORT = port
    happened(cast, as_person)
    work(DUE)
    assert (server.taken, state()) == ([], "stopped")


def test_never_in_quiet_hours(cast: Cast, server: MailServer) -> None:
    agree(cast)
    ask(cast)
    for hour in (20, 23):
        work(DUE.replace(hour=hour))
    work(DUE.replace(hour=7, minute=59) + timedelta(days=1))
    assert not server.taken
    acts.set_reminder_rule(cast.actor(cast.administrator), ReminderTimes(3, time(9), time(10)), now=NOW)
    work(DUE.replace(hour=9) + timedelta(days=1))
    assert not server.taken
    work(DUE.replace(hour=10) + timedelta(days=1))
    assert len(server.taken) == 1


class Killed(BaseException):
    """What nothing in the program catches: as if the process had ended there."""


@pytest.mark.parametrize("reached", [False, True], ids=["before the server took it", "after the server took it"])
def test_killed_between_the_claim_and_its_end_nothing_is_sent_twice_and_the_worker_is_told(
    cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    """At most once: whether it went out cannot be known, so it does not go again, and a person takes over."""
    agree(cast)
    ask(cast)
    really = EmailBackend.send_messages

    def killed(backend: EmailBackend, messages: Any) -> int:
        if reached:
            really(backend, messages)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", killed)
        with pytest.raises(Killed):
            send_next(DUE)
    assert state() == "claimed"
    work(DUE + LOST_AFTER - timedelta(seconds=1))
    assert (state(), told()) == ("claimed", [])
    for minutes in (0, 5, 60):
        work(DUE + LOST_AFTER + timedelta(minutes=minutes))
    assert len(server.taken) == reached
    assert (state(), told()) == ("unsure", ["reminder.unsure"])


def test_killed_before_the_claim_nothing_is_lost(
    cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(cast)
    ask(cast)

    def killed(_backend: EmailBackend) -> bool:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "open", killed)
        with pytest.raises(Killed):
            send_next(DUE)
    assert state() == "waiting"
    work(DUE)
    assert (len(server.taken), state()) == (1, "sent")


@pytest.mark.parametrize(
    ("trouble", "expected", "taken"),
    [("refuse", "refused", 0), ("hang_up", "unsure", 1)],
    ids=["refused", "line broke"],
)
def test_the_worker_is_told_what_did_not_go_out(
    cast: Cast, server: MailServer, caplog: pytest.LogCaptureFixture, trouble: str, expected: str, taken: int
) -> None:
    agree(cast)
    ask(cast)
    setattr(server, trouble, True)
    work(DUE)
    setattr(server, trouble, False)
    work(DUE + timedelta(hours=1))
    assert (state(), told(), len(server.taken)) == (expected, [f"reminder.{expected}"], taken)
    assert ADDRESS not in caplog.text


def test_the_client_says_no_more_without_an_account(cast: Cast, server: MailServer, as_person: See) -> None:
    agree(cast)
    ask(cast)
    work(DUE)
    no_more = re.findall(r"https?://[^/\s]+(/\S+)", server.taken[0][1].get_content())[1]
    client = as_person(None)
    assert "No more messages?" in client.get(no_more).content.decode()
    assert ReminderChoice.objects.count() == 1, "opening it says nothing: mail programs look ahead"
    for _again in range(2):
        assert "No more of these messages" in client.post(no_more).content.decode()
    last = ReminderChoice.objects.last()
    assert last is not None
    assert (ReminderChoice.objects.count(), last.way, last.by) == (2, "none", None)
    assert told() == ["reminder.opted_out"]
    assert Notification.objects.get(kind="reminder.opted_out").person == cast.worker
    shown = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()
    assert "the client said that they want no more" in shown
    ask(cast, now=DUE)
    work(DUE + timedelta(days=4))
    assert len(server.taken) == 1


@pytest.mark.parametrize("token", ["0" * 64, "x", "9" * 300])
def test_an_unknown_link_gets_the_same_pages(cast: Cast, as_person: See, token: str) -> None:
    client = as_person(None)
    assert "No more messages?" in client.get(f"/no-more/{token}/").content.decode()
    assert "No more of these messages" in client.post(f"/no-more/{token}/").content.decode()
    assert not ReminderChoice.objects.exists()


def send(browser: Browser, there: str, typed: dict[str, Any]) -> Any:
    return browser.post(there, {**hidden(browser.get(there).content.decode()), **typed})


def set_rule(browser: Browser, typed: dict[str, str]) -> int:
    there = "/check-ins/settings/reminders/"
    once = re.search(r'name="once" value="([^"]+)"', browser.get(there).content.decode())
    assert once is not None
    return browser.post(there, {"once": once[1], **typed}).status_code


def test_the_worker_notes_that_the_client_agreed(cast: Cast, as_person: See) -> None:
    browser, there = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/check-ins/reminders/"
    typed = {"way": "email", "address": ADDRESS, "agreed_on": TODAY.isoformat()}
    refused = send(browser, there, typed)
    assert refused.status_code == 422
    assert "First ask how the client can be reached safely" in refused.content.decode()
    say_safe_way(cast.actor(cast.worker), cast.cleo, "E-mail is fine.", (), context())
    for wrong in ({"address": ""}, {"address": "cleo"}, {"agreed_on": ""}, {"agreed_on": "2099-01-01"}):
        assert send(browser, there, {**typed, **wrong}).status_code == 422, wrong
    assert not ReminderChoice.objects.exists()
    assert send(browser, there, typed).status_code == 302
    assert f"By e-mail to {ADDRESS}" in browser.get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()
    assert send(browser, there, {"way": "none"}).status_code == 302
    assert list(ReminderChoice.objects.values_list("way", "address")) == [("email", ADDRESS), ("none", "")]


@pytest.mark.parametrize("kind", ["email is unsafe", "violence"])
def test_where_email_is_not_safe_it_is_refused(cast: Cast, kind: str) -> None:
    if kind == "violence":
        sign(cast, "violence_at_home")
    with pytest.raises(Denied) as denied:
        agree(cast, unsafe=("email",) if kind == "email is unsafe" else ())
    assert denied.value.code == "not_safe"


def test_the_administrator_sets_days_and_quiet_hours(cast: Cast, as_person: See) -> None:
    browser = as_person(cast.administrator)
    typed = {"days": "2", "quiet_from": "18:00", "quiet_until": "09:00"}
    for wrong in ({"days": "0"}, {"days": "7"}, {"quiet_from": "25:00"}, {"quiet_until": "18:00"}):
        assert set_rule(browser, {**typed, **wrong}) == 422, wrong
    assert set_rule(browser, typed) == 302
    assert list(ReminderRule.objects.values_list("days", "quiet_from")) == [(2, time(18))]


def test_the_worker_process_sends_them(cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(cast)
    ask(cast)
    rests: list[float] = []
    monkeypatch.setattr("unstuck.web.operations.worker.time.sleep", rests.append)
    monkeypatch.setattr(worker, "run_maintenance", lambda _now: None)
    worker.work(lambda: len(rests) < 2, lambda: DUE)
    assert len(server.taken) == 1
