"""A worker asks: what is due, by which way, who has not answered; what is entered by hand; the tablet; the settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.checkins.acts import address, answer_all, ask
from tests.web.facts.acts import hidden
from tests.web.safety.acts import assess, sign
from unstuck.instruments import load
from unstuck.instruments.slots import slots
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Score
from unstuck.web.checkins.actions import asking
from unstuck.web.checkins.actions.settings import add_tablet, end_tablet, put_text
from unstuck.web.checkins.models import Answer, Checkin, CheckinPlan, HelpLines, LicensedText
from unstuck.web.checkins.planning import Plan, due, fitting, usual_plan
from unstuck.web.checkins.queries import due_today
from unstuck.web.checkins.questionnaires import askable
from unstuck.web.checkins.tokens import TABLET_SALT, token_of
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import add_client

See = Callable[..., Browser]


def _page(cast: Cast, rest: str = "") -> str:
    return f"/clients/{cast.cleo.public_id}/check-ins/{rest}"


def _send(browser: Browser, there: str, typed: dict[str, Any]) -> Any:
    return browser.post(there, {**hidden(browser.get(there).content.decode()), **typed})


def test_the_default_is_an_outcome_working_together_and_willingness_and_monthly_the_life_areas(cast: Cast) -> None:
    assert due_today(cast.cleo, TODAY) == ["PHQ-9", "Working together", "Willingness", "Life areas"]


DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        ({}, ["PHQ-9", "Working together", "Willingness", "Life areas"]),
        ({"PHQ-9": DAY}, ["Working together", "Willingness", "Life areas"]),
        ({"Life areas": DAY - timedelta(days=27)}, ["PHQ-9", "Working together", "Willingness"]),
        (
            {"Life areas": DAY - timedelta(days=28)},
            ["PHQ-9", "Working together", "Willingness", "Life areas"],
        ),
        (dict.fromkeys(("PHQ-9", "Working together", "Willingness", "Life areas"), DAY), []),
    ],
)
def test_what_was_just_answered_is_skipped(answered: dict[str, date], expected: list[str]) -> None:
    assert due(usual_plan("PHQ-9"), answered, DAY) == expected


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (30, ["PHQ-9", "Working together", "Willingness", "Life areas"]),
        (29, ["PHQ-9", "Working together", "Life areas"]),
        (26, ["PHQ-9", "Willingness", "Life areas"]),
        (14, ["PHQ-9", "Working together", "Willingness"]),
        (3, ["PHQ-9"]),
    ],
)
def test_never_more_than_a_set_number_of_questions(most: int, expected: list[str]) -> None:
    """9 + 4 + 1 + 16. The outcome stays; what is asked rarely goes before what is asked every time."""
    plan = Plan(usual_plan("PHQ-9").entries, most)
    sizes = {"PHQ-9": 9, "Working together": 4, "Willingness": 1, "Life areas": 16}
    assert fitting(plan, list(sizes), sizes) == expected


def test_a_score_that_came_another_way_counts_as_answered(cast: Cast) -> None:
    add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 12, TODAY), write_context())
    assert "PHQ-9" not in due_today(cast.cleo, TODAY)


def test_a_worker_makes_a_link_and_the_client_answers(cast: Cast, as_person: See) -> None:
    browser = as_person(cast.worker)
    sent = _send(browser, _page(cast, "ask/"), {"way": "link", "instruments": ["PHQ-9", "Willingness"]})
    assert sent["Location"] == _page(cast)
    shown = browser.get(_page(cast)).content.decode()
    link = re.search(r'value="[^"]*(/check-in/[0-9a-f]{64}/)"', shown)
    assert link is not None
    assert as_person(None).get(link[1]).status_code == 200
    held = Checkin.objects.get()
    assert token_of(held.seed) not in str(Checkin.objects.values())
    answer_all(as_person(None), held, {"phq9_1": 2}, words="It was a long week")
    shown = browser.get(_page(cast)).content.decode()
    for words in ("It was a long week", "answered by the client", "More than half the days"):
        assert words in shown


def test_only_the_latest_link_works_and_one_that_was_taken_back_does_not(cast: Cast, as_person: See) -> None:
    first, second = ask(cast), ask(cast)
    assert as_person(None).get(address(first)).status_code == 410
    assert as_person(None).get(address(second)).status_code == 200
    browser = as_person(cast.worker)
    assert _send(browser, _page(cast, f"{second.public_id}/take-back/"), {}).status_code == 302
    assert as_person(None).get(address(second)).status_code == 410
    assert "Taken back" in browser.get(_page(cast)).content.decode()


def test_with_violence_at_home_there_is_no_link_and_one_that_is_out_stops_working(cast: Cast, as_person: See) -> None:
    held = ask(cast)
    sign(cast, "violence_at_home")
    assert as_person(None).get(address(held)).status_code == 410
    with pytest.raises(Denied) as denied:
        ask(cast)
    assert denied.value.code == "not_by_link"
    assert "No links" in as_person(cast.worker).get(_page(cast)).content.decode()
    assert ask(cast, way="tablet").code


@pytest.mark.parametrize("person", ["teammate", "outsider", "manager", "administrator"])
def test_nobody_else_sees_a_clients_answers(cast: Cast, as_person: See, person: str) -> None:
    assert as_person(getattr(cast, person)).get(_page(cast)).status_code in (403, 404)


def test_the_worker_enters_answers_for_the_client(cast: Cast, as_person: See) -> None:
    browser = as_person(cast.worker)
    typed = {"way": "paper", "on": (TODAY - timedelta(days=2)).isoformat(), "words": "Sleeping badly"}
    typed |= {f"answer-phq9_{n}": "1" for n in range(1, 9)}
    assert _send(browser, _page(cast, "enter/"), typed).status_code == 302
    held = Checkin.objects.get()
    assert (held.way, held.entered_by, held.words) == ("paper", cast.worker, "Sleeping badly")
    score = Score.objects.get(episode=cast.cleo, on=TODAY - timedelta(days=2))
    assert (score.total, score.entered_by) == (9, cast.worker)
    assert "entered by Wanda" in browser.get(_page(cast)).content.decode()


def test_entered_twice_counts_once(cast: Cast, as_person: See) -> None:
    browser = as_person(cast.worker)
    there = _page(cast, "enter/")
    form = {**hidden(browser.get(there).content.decode()), "way": "worker", "on": TODAY.isoformat(), "words": ""}
    form |= {f"answer-phq9_{n}": "1" for n in range(1, 10)}
    assert [browser.post(there, form).status_code for _ in range(2)] == [302, 302]
    assert Checkin.objects.count() == 1
    assert Score.objects.filter(episode=cast.cleo, on=TODAY).count() == 1


@pytest.mark.parametrize(
    "typed", [{}, {"answer-phq9_1": "9"}, {"on": "2099-01-01", "answer-phq9_1": "1"}, {"way": "link"}]
)
def test_entries_that_cannot_be_are_refused_and_nothing_is_stored(cast: Cast, as_person: See, typed: Any) -> None:
    form = {"way": "worker", "on": TODAY.isoformat(), "words": "", **typed}
    assert _send(as_person(cast.worker), _page(cast, "enter/"), form).status_code == 422
    assert not Checkin.objects.exists()


def test_the_plan_is_changed_and_the_earlier_one_stays(cast: Cast, as_person: See) -> None:
    asking.set_plan(cast.actor(cast.worker), cast.cleo, Plan((("GAD-7", 7),), 10), write_context())
    browser = as_person(cast.worker)
    names = [one.id for one in askable(cast.agency.pk)]
    typed = {f"every_{names.index('PHQ-4')}": "0", "most": "12"}
    cleared = {f"every_{place}": "" for place in range(len(names))}
    assert _send(browser, _page(cast, "plan/"), {**cleared, **typed}).status_code == 302
    assert CheckinPlan.objects.count() == 2
    assert due_today(cast.cleo, TODAY) == ["PHQ-4"]
    refused = _send(browser, _page(cast, "plan/"), {**cleared, "most": "12"})
    assert (refused.status_code, CheckinPlan.objects.count()) == (422, 2)


def test_who_has_not_answered_with_those_in_danger_first(cast: Cast, as_person: See) -> None:
    actor = cast.actor(cast.worker)
    other = add_client(actor, NewClient("R-2", "Ada Stone", TODAY), now=NOW, today=TODAY)
    new = asking.NewCheckin("link", [load("PHQ-9")], TODAY)
    asking.ask(actor, other, new, write_context())
    ask(cast)
    sign(cast, "suicide")
    shown = as_person(cast.worker).get("/check-ins/waiting/").content.decode()
    assert shown.index("Cleo Brook") < shown.index("Ada Stone")
    assert "not assessed yet" in shown
    assert "Cleo" not in as_person(cast.teammate).get("/check-ins/waiting/").content.decode()
    answer_all(as_person(None), Checkin.objects.get(episode=cast.cleo), {})
    assert "Cleo" not in as_person(cast.worker).get("/check-ins/waiting/").content.decode()


def test_what_will_be_due_again_in_weeks_puts_nobody_first_today(cast: Cast, as_person: See) -> None:
    actor = cast.actor(cast.worker)
    other = add_client(actor, NewClient("R-2", "Ada Stone", TODAY), now=NOW, today=TODAY)
    assess(cast, sign(cast, "suicide"))
    asking.ask(actor, other, asking.NewCheckin("link", [load("PHQ-9")], TODAY), write_context())
    ask(cast, now=NOW + timedelta(hours=1))
    shown = as_person(cast.worker).get("/check-ins/waiting/").content.decode()
    assert shown.index("Ada Stone") < shown.index("Cleo Brook")


def _tablet(cast: Cast, as_person: See) -> Browser:
    tablet = add_tablet(cast.actor(cast.administrator), "Front desk", now=NOW)
    browser = as_person(None)
    assert browser.get(f"/tablet/{token_of(tablet.seed, TABLET_SALT)}/")["Location"] == "/tablet/"
    return browser


def test_on_the_tablet_with_a_code(cast: Cast, as_person: See) -> None:
    """After sending, and after walking away, nobody gets back into what somebody else answered."""
    browser, held = _tablet(cast, as_person), ask(cast, ["PHQ-9"], way="tablet")
    assert as_person(None).get(address(held)).status_code == 410
    opened = browser.post("/tablet/", {"code": held.code})
    assert opened["Location"] == address(held)
    browser.post(address(held, "1/"), {"value": "3"})
    again = browser.get(address(held, "1/")).content.decode()
    assert 'class="chosen"' not in again
    assert 'http-equiv="refresh" content="120;url=/tablet/"' in again
    assert "Type in the code" in browser.get("/tablet/").content.decode()
    assert browser.get(address(held, "1/")).status_code == 410
    assert browser.post(address(held, "2/"), {"value": "3"}).status_code == 410
    assert Answer.objects.count() == 1
    assert browser.post("/tablet/", {"code": held.code}).status_code == 302
    answer_all(browser, held, {"phq9_1": 3})
    assert "Please give the tablet back" in browser.get(address(held)).content.decode()
    browser.get("/tablet/")
    assert browser.get(address(held)).status_code == 410
    assert browser.post("/tablet/", {"code": held.code or "000000"}).status_code == 422


def test_after_item_nine_the_tablet_tells_the_person_to_speak_to_staff(cast: Cast, as_person: See) -> None:
    browser, held = _tablet(cast, as_person), ask(cast, ["PHQ-9"], way="tablet")
    browser.post("/tablet/", {"code": held.code})
    browser.post(address(held, "9/"), {"value": "2"})
    assert "speak to somebody who works here" in browser.get(address(held, "help/")).content.decode()


def test_codes_cannot_be_tried_out_and_run_out(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, held = _tablet(cast, as_person), ask(cast, ["PHQ-9"], way="tablet")
    wrong = "000000" if held.code != "000000" else "111111"
    assert [browser.post("/tablet/", {"code": wrong}).status_code for _ in range(6)] == [422] * 5 + [429]
    assert browser.post("/tablet/", {"code": held.code}).status_code == 429
    fresh = _tablet(cast, as_person)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(minutes=15))
    assert fresh.post("/tablet/", {"code": held.code}).status_code == 422


def test_another_agencys_tablet_knows_no_code_and_one_out_of_use_nothing(cast: Cast, as_person: See) -> None:
    held = ask(cast, ["PHQ-9"], way="tablet")
    other = add_tablet(cast.actor(cast.outside_administrator), "Theirs", now=NOW)
    browser = as_person(None)
    browser.get(f"/tablet/{token_of(other.seed, TABLET_SALT)}/")
    assert browser.post("/tablet/", {"code": held.code}).status_code == 422
    end_tablet(cast.actor(cast.outside_administrator), other.pk, now=NOW)
    assert browser.get("/tablet/").status_code == 410
    assert as_person(None).get("/tablet/").status_code == 410


def test_an_agency_puts_in_text_only_with_its_licence(cast: Cast, as_person: See) -> None:
    texts = {slot.key: f"Our copy of {slot.key}" for slot in slots(load("CORE-10"))}
    actor = cast.actor(cast.administrator)
    for licence, given, code in (("", texts, "no_licence"), ("Bought", {"core10_1": "x"}, "half_a_questionnaire")):
        with pytest.raises(Denied) as denied:
            put_text(actor, "CORE-10", given, licence, now=NOW)
        assert denied.value.code == code
    assert "CORE-10" not in [one.id for one in askable(cast.agency.pk)]
    put_text(actor, "CORE-10", texts, "CORE System Trust, 2026, in the office", now=NOW)
    assert "CORE-10" in [one.id for one in askable(cast.agency.pk)]
    assert "CORE-10" not in [one.id for one in askable(cast.other_agency.pk)]
    held = ask(cast, ["CORE-10"])
    shown = as_person(None).get(address(held, "2/")).content.decode()
    assert "Our copy of core10_2" in shown
    as_person(None).post(address(held, "6/"), {"value": "1"})
    assert cast.cleo.concerns.count() == 1


def test_an_administrator_sets_up_help_lines_a_tablet_and_a_questionnaire(cast: Cast, as_person: See) -> None:
    browser = as_person(cast.administrator)

    def send(there: str, typed: dict[str, str]) -> int:
        once = re.search(r'name="once" value="([^"]+)"', browser.get(there).content.decode())
        assert once is not None
        return int(browser.post(there, {"once": once[1], **typed}).status_code)

    assert send("/check-ins/settings/", {"lines-en": "Samaritans 116 123"}) == 302
    assert send("/check-ins/settings/tablets/add/", {"name": "Front desk"}) == 302
    there = "/check-ins/settings/questionnaires/AUDIT-C/"
    texts = {f"text-{slot.key}": "Words" for slot in slots(load("AUDIT-C"))}
    assert send(there, {"licence": "", **texts}) == 422
    assert send(there, {"licence": "From WHO", **texts}) == 302
    shown = browser.get("/check-ins/settings/").content.decode()
    assert "Front desk" in shown
    assert "put in by Aron" in shown
    assert HelpLines.objects.get().lines == "Samaritans 116 123"
    assert LicensedText.objects.get().licence == "From WHO"
    assert browser.get("/check-ins/settings/questionnaires/PHQ-9/").status_code == 404
