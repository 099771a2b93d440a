"""Answers given without a network: each is stored once, with both its times, and none is lost."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import pbkdf2_hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.checkins.acts import ALL, address, answer_all, ask
from tests.web.checkins.sealing import hand_over, screen, sealed
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Score
from unstuck.web.checkins.actions import answering
from unstuck.web.checkins.actions.asking import take_back
from unstuck.web.checkins.actions.settings import add_tablet, end_tablet, write_help_lines
from unstuck.web.checkins.models import Answer, Checkin, Delivery, Tablet
from unstuck.web.checkins.tokens import TABLET_SALT, token_of
from unstuck.web.components import dates
from unstuck.web.components.sealing import public_key
from unstuck.web.notifications.models import Notification
from unstuck.web.safety.models import Concern, Sign

See = Callable[..., Browser]
Clock = Callable[[datetime], None]
HOUR = timedelta(hours=1)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def move(to: datetime) -> None:
        monkeypatch.setattr(dates, "wall_clock", lambda: to)

    return move


@pytest.fixture
def tablet(cast: Cast, as_person: See) -> Browser:
    """A browser that is the agency's tablet."""
    made = add_tablet(cast.actor(cast.administrator), "Front desk", now=NOW)
    browser = as_person(None)
    browser.get(f"/tablet/{token_of(made.seed, TABLET_SALT)}/")
    return browser


def whole(checkin: Checkin, risk: int = 0, words: str = "", answered: datetime = NOW) -> list[dict[str, Any]]:
    """A whole PHQ-9 with a score of 8 and its question of risk, then the words that send it."""
    values = {f"phq9_{n}": 1 for n in range(1, 9)} | {"phq9_9": risk}
    screens = [screen(checkin, item, {"value": str(value)}, answered) for item, value in values.items()]
    return [*screens, screen(checkin, "", {"words": words}, answered)]


def kept_words(cast: Cast, as_person: See) -> str:
    page = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()
    return re.sub(r"\s+", " ", page)


def test_a_check_in_without_a_network_is_stored_once_however_often_it_arrives(
    cast: Cast, as_person: See, set_clock: Clock
) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    kit = client.get(address(checkin, "kit/")).json()
    screens = whole(checkin, words="It rained", answered=NOW + HOUR)
    set_clock(NOW + 3 * HOUR)
    for _time in range(3):
        assert set(hand_over(client, kit["key"], screens, NOW + 3 * HOUR)) == {"stored"}
    held = Checkin.objects.get(pk=checkin.pk)
    assert (held.state, held.words, Answer.objects.count(), Delivery.objects.count()) == (
        "answered",
        "It rained",
        9,
        10,
    )
    assert Score.objects.get(episode=cast.cleo, on=TODAY).total == 8
    assert {one.answered_at for one in Delivery.objects.all()} == {NOW + HOUR}
    assert {one.received_at for one in Delivery.objects.all()} == {NOW + 3 * HOUR}
    page = kept_words(cast, as_person)
    assert "Answered without the internet at 13:00 on 22 November 2026, received at 15:00" in page
    assert not Notification.objects.filter(kind="checkin.late").exists()
    entries = str(list(Entry.objects.filter(action="checkin.delivered").values("details", "subject", "answer")))
    assert "rained" not in entries
    assert "value" not in entries


@pytest.mark.parametrize("off", [timedelta(days=4000), timedelta(days=-9000), timedelta(0)])
def test_a_wrong_clock_loses_nothing_and_the_worker_reads_the_truth(
    cast: Cast, as_person: See, set_clock: Clock, off: timedelta
) -> None:
    """Only how long it waited is believed: one hour, whatever the device says it was."""
    checkin = ask(cast, ["PHQ-9"])
    set_clock(NOW + 2 * HOUR)
    screens = whole(checkin, risk=2, answered=NOW + HOUR + off)
    assert set(hand_over(as_person(None), public_key(), screens, NOW + 2 * HOUR, off)) == {"stored"}
    assert {one.answered_at for one in Delivery.objects.all()} == {NOW + HOUR}
    words = Sign.objects.get().words
    assert "at 13:00 on 22 November 2026, received at 14:00 on 22 November 2026." in words
    assert ("4000 days fast" in words, "9000 days slow" in words) == (off.days > 0, off.days < 0)


@pytest.mark.parametrize("answered", [NOW + 9 * HOUR, NOW - timedelta(days=3)])
def test_a_clock_that_was_set_in_between_leaves_the_time_open(
    cast: Cast, as_person: See, set_clock: Clock, answered: datetime
) -> None:
    checkin = ask(cast, ["PHQ-9"])
    set_clock(NOW + 2 * HOUR)
    screens = whole(checkin, risk=1, answered=answered)
    assert set(hand_over(as_person(None), public_key(), screens, NOW + 2 * HOUR)) == {"stored"}
    assert {one.answered_at for one in Delivery.objects.all()} == {None}
    assert "between 12:00 on 22 November 2026 and 14:00" in Sign.objects.get().words


def test_a_risk_answered_without_a_network_raises_its_concern_when_it_arrives(
    cast: Cast, as_person: See, set_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkin = ask(cast, ["PHQ-9"])
    one = [screen(checkin, "phq9_9", {"value": "1"}, NOW + HOUR)]
    set_clock(NOW + 2 * HOUR)
    with monkeypatch.context() as broken:
        broken.setattr(answering, "store_sign", None)
        with pytest.raises(TypeError):
            hand_over(as_person(None), public_key(), one, NOW + 2 * HOUR)
    assert not Answer.objects.exists()
    assert hand_over(as_person(None), public_key(), one, NOW + 2 * HOUR) == ["stored"]
    concern = Concern.objects.get(episode=cast.cleo)
    assert (concern.kind, concern.raised_at, concern.responder) == ("suicide", NOW + 2 * HOUR, cast.worker)
    assert Notification.objects.filter(person=cast.worker, kind="concern.raised").exists()
    page = as_person(cast.worker).get(f"/concerns/{concern.public_id}/").content.decode()
    assert "Answered without the internet at 13:00" in page
    assert "received at 14:00" in page


def _taken_back(cast: Cast, checkin: Checkin) -> None:
    take_back(cast.actor(cast.worker), checkin, write_context())


def _closed(cast: Cast, checkin: Checkin) -> None:
    cast.cleo.ended_on, cast.cleo.ended_because = TODAY, "other"
    cast.cleo.save()


def _violence(cast: Cast, checkin: Checkin) -> None:
    Concern.objects.create(episode=cast.cleo, kind="stalking", state="raised", raised_at=NOW)


def _expired(cast: Cast, checkin: Checkin) -> None:
    Checkin.objects.update(expires_at=NOW + HOUR)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_taken_back, "had been taken back"),
        (_closed, "The work with the client had ended"),
        (_violence, "somebody else may read what reaches this client"),
        (_expired, "answered after its time was over"),
    ],
)
def test_what_comes_too_late_is_kept_for_the_worker_and_raises_its_concern(
    cast: Cast, as_person: See, set_clock: Clock, change: Callable[[Cast, Checkin], None], why: str
) -> None:
    checkin = ask(cast, ["PHQ-9"])
    change(cast, checkin)
    set_clock(NOW + 3 * HOUR)
    outcomes = hand_over(as_person(None), public_key(), whole(checkin, 3, "Not good", NOW + 2 * HOUR), NOW + 3 * HOUR)
    assert set(outcomes) == {"kept"}
    assert not Score.objects.filter(episode=cast.cleo, on=TODAY).exists()
    assert Concern.objects.filter(episode=cast.cleo, kind="suicide").exists()
    assert Notification.objects.filter(person=cast.worker, kind="checkin.late").count() == 1
    page = kept_words(cast, as_person)
    for words in (why, "Not good", "Nearly every day", "does not count by itself"):
        assert words in page


def test_answered_in_time_and_received_after_it_counts(cast: Cast, as_person: See, set_clock: Clock) -> None:
    checkin = ask(cast, ["PHQ-9"])
    set_clock(NOW + timedelta(days=20))
    screens = whole(checkin, answered=NOW + timedelta(days=6))
    assert set(hand_over(as_person(None), public_key(), screens, NOW + timedelta(days=20))) == {"stored"}
    assert Checkin.objects.get().state == "answered"


def test_what_the_site_has_already_is_stored_once(cast: Cast, as_person: See) -> None:
    """The answer was stored, and the line broke before the browser heard of it: it sends the same again, sealed."""
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    answer_all(client, checkin, {f"phq9_{n}": 1 for n in range(1, 9)}, "It rained")
    before = Answer.objects.count()
    assert set(hand_over(client, public_key(), whole(checkin, words="It rained"))) == {"stored"}
    assert (Answer.objects.count(), Delivery.objects.count()) == (before, 0)
    other = hand_over(client, public_key(), [screen(checkin, "phq9_1", {"value": "3"})])
    assert (other, Delivery.objects.get().late) == (["kept"], "sent")
    assert answering.latest_answers(checkin)["phq9_1"] == 1
    assert "had been sent already" in kept_words(cast, as_person)


def test_an_older_answer_that_arrives_later_does_not_replace_a_newer_one(
    cast: Cast, as_person: See, set_clock: Clock
) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    set_clock(NOW + 2 * HOUR)
    client.post(address(checkin, "1/"), {"value": "3"})
    assert hand_over(client, public_key(), [screen(checkin, "phq9_1", {"value": "1"}, NOW + HOUR)], NOW + 2 * HOUR) == [
        "kept"
    ]
    assert answering.latest_answers(checkin) == {"phq9_1": 3}


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("phq9_gone", "1"),
        ("phq9_1", "9"),
        ("phq9_1", "two"),
        ("willing", "3"),
        ("x" * 5000, "1" * 5000),
        ("phq9_1", "\x00"),
        ("\ud800", "1"),
    ],
)
def test_what_is_no_answer_is_kept_as_it_came(cast: Cast, as_person: See, item: str, value: str) -> None:
    """A questionnaire that changed half-way, or a page that somebody tampered with."""
    checkin = ask(cast, ["PHQ-9"])
    assert hand_over(as_person(None), public_key(), [screen(checkin, item, {"value": value})]) == ["kept"]
    assert not Answer.objects.exists()
    shown = f"{item[:40]}: {value[:40]}".replace("\x00", "").replace("\ud800", "?")
    assert shown in kept_words(cast, as_person)


def test_a_risk_answered_with_a_number_that_is_no_answer_raises_a_concern(cast: Cast, as_person: See) -> None:
    checkin = ask(cast, ["PHQ-9"])
    assert hand_over(as_person(None), public_key(), [screen(checkin, "phq9_9", {"value": "7"})]) == ["kept"]
    assert Concern.objects.filter(episode=cast.cleo, kind="suicide").count() == 1


def test_tampered_foreign_and_made_up_answers_are_refused_and_change_nothing(cast: Cast, as_person: See) -> None:
    checkin, client, key = ask(cast, ["PHQ-9"]), as_person(None), public_key()
    inside = screen(checkin, "phq9_1", {"value": "1"})
    whole_seal = sealed(key, inside)
    raw = bytearray(base64.b64decode(whole_seal))
    raw[-1] ^= 1
    not_ours: list[object] = [base64.b64encode(raw).decode(), whole_seal[:-4], "AAAA", "", 7, None]
    insides: list[object] = ["x", [], {**inside, "key": "x"}, {**inside, "typed": []}, {"key": "x"}]
    not_ours += [sealed(key, one) for one in insides]
    body = {"now": 0, "answers": not_ours}
    answer = client.post("/check-in/deliver/", json.dumps(body), content_type="application/json")
    assert set(answer.json()["outcomes"]) == {"unreadable"}
    assert hand_over(client, key, [{**inside, "token": "0" * 64}, {**inside, "token": "x" * 9000}]) == ["refused"] * 2
    for bad in (b"", b"{", b"[]", b'{"now": "x", "answers": []}', b'{"now": 1, "answers": ["' + b"x" * 300_000):
        assert client.post("/check-in/deliver/", bad, content_type="application/json").status_code == 400
    many = json.dumps({"now": 1, "answers": [""] * 51})
    assert client.post("/check-in/deliver/", many, content_type="application/json").status_code == 400
    assert not Answer.objects.exists()
    assert not Delivery.objects.exists()


def test_a_key_of_one_check_in_says_nothing_in_another(cast: Cast, as_person: See) -> None:
    first, client = ask(cast, ["PHQ-9"]), as_person(None)
    made = screen(first, "phq9_1", {"value": "1"})
    assert hand_over(client, public_key(), [made]) == ["stored"]
    second = ask(cast, ["PHQ-9"])
    same_key = screen(second, "phq9_1", {"value": "2"}, key=made["key"])
    assert hand_over(client, public_key(), [same_key]) == ["stored"]
    assert answering.latest_answers(second) == {"phq9_1": 2}
    assert hand_over(client, public_key(), [{**same_key, "typed": {"value": "3"}}]) == ["stored"]
    assert answering.latest_answers(second) == {"phq9_1": 2}


def test_the_tablet_opens_without_a_network_what_its_code_opens_and_nothing_else(
    cast: Cast, as_person: See, tablet: Browser
) -> None:
    checkin = ask(cast, ["PHQ-9"], way="tablet")
    kit = tablet.get("/tablet/kit/").json()
    (box,) = kit["boxes"]
    for secret in (token_of(checkin.seed), checkin.code, "phq9", "Cleo", str(checkin.public_id)):
        assert secret not in json.dumps(kit)
    key = pbkdf2_hmac("sha256", checkin.code.encode(), base64.b64decode(box["salt"]), 100_000)
    inside = AESGCM(key).decrypt(base64.b64decode(box["nonce"]), base64.b64decode(box["box"]), None)
    assert json.loads(zlib.decompress(inside))["token"] == token_of(checkin.seed)
    assert tablet.get("/tablet/kit/", {"have": kit["version"]}).status_code == 204
    assert as_person(None).get("/tablet/kit/").status_code == 410
    Checkin.objects.update(state="ended")
    assert tablet.get("/tablet/kit/", {"have": kit["version"]}).json()["boxes"] == []


def test_answers_of_the_tablet_count_only_from_a_tablet_of_the_agency(
    cast: Cast, as_person: See, tablet: Browser, set_clock: Clock
) -> None:
    checkin = ask(cast, ["PHQ-9"], way="tablet")
    assert hand_over(as_person(None), public_key(), [screen(checkin, "phq9_1", {"value": "1"})]) == ["kept"]
    set_clock(NOW + 5 * HOUR)
    minutes = [NOW + timedelta(minutes=n) for n in (10, 20, 30)]
    going_on = [screen(checkin, f"phq9_{n}", {"value": "1"}, at) for n, at in enumerate(minutes, start=1)]
    assert hand_over(tablet, public_key(), going_on, NOW + 5 * HOUR) == ["stored"] * 3
    much_later = screen(checkin, "phq9_4", {"value": "1"}, NOW + timedelta(minutes=50))
    assert hand_over(tablet, public_key(), [much_later], NOW + 5 * HOUR) == ["kept"]
    end_tablet(cast.actor(cast.administrator), Tablet.objects.get().pk, now=NOW)
    assert hand_over(tablet, public_key(), [screen(checkin, "phq9_5", {"value": "1"}, minutes[2])], NOW + 5 * HOUR) == [
        "kept"
    ]
    assert "not one of your agency" in kept_words(cast, as_person)


def test_a_kit_shows_help_says_nobody_has_seen_it_and_holds_nobody(cast: Cast, as_person: See) -> None:
    write_help_lines(cast.actor(cast.administrator), {"en": "Samaritans: 116 123"}, now=NOW)
    checkin, client = ask(cast, ALL), as_person(None)
    client.post(address(checkin, "1/"), {"value": "3"})
    answer = client.get(address(checkin, "kit/"))
    kit, text = answer.json(), answer.content.decode()
    assert "Samaritans: 116 123" in kit["pages"]["help"]
    assert "nobody here has seen this answer yet" in kit["pages"]["help"]
    assert (len(kit["questions"]), kit["next"]) == (14, 1)
    assert [one["item"] for one in kit["questions"] if one["risk"]] == ["phq9_9"]
    for name in ("Cleo", "Brook", "R-1", "Wanda", "Riverside", "csrf", 'class=\\"chosen'):
        assert name not in text
    assert (answer["X-Robots-Tag"], "no-store" in answer["Cache-Control"]) == ("noindex, nofollow", True)
    on_tablet = ask(cast, ["PHQ-9"], way="tablet")
    assert as_person(None).get(address(on_tablet, "kit/")).status_code == 410


def test_a_question_that_hangs_on_others_says_so_in_the_kit(cast: Cast, as_person: See) -> None:
    kit = as_person(None).get(address(ask(cast, ["ASQ"]), "kit/")).json()
    assert [one["gates"] for one in kit["questions"]] == [[], [], [], [], ["asq_1", "asq_2", "asq_3", "asq_4"]]
    assert {one["lowest"] for one in kit["questions"]} == {"0"}
    assert [one["risk"] for one in kit["questions"]] == [["value"]] * 5


def test_the_worker_script_is_bound_by_the_policy_of_the_site(as_person: See, db: None) -> None:
    answer = as_person(None).get("/check-in/offline.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Service-Worker-Allowed"] == "/"


def test_who_asks_again_and_again_fills_nothing(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unstuck.web.checkins.actions.delivering.MOST_KEPT", 2)
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    screens = [screen(checkin, f"made_up_{n}", {"value": "1"}) for n in range(3)]
    assert hand_over(client, public_key(), screens) == ["kept", "kept", "refused"]
