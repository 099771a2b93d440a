"""A client's own page: a code first, then what they chose; what they say is stored as theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins.test_default import CSS, MOST_BYTES, MOST_REQUESTS
from tests.web.client_pages.acts import ALL, SIGNS, address, context, fill_page, make_page, opened
from tests.web.referrals.acts import PARTNER, requested
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Standing
from unstuck.web.checkins.tokens import digest_of
from unstuck.web.client_pages import actions
from unstuck.web.client_pages.models import Objection, PageLink
from unstuck.web.client_pages.tokens import page_code, page_token
from unstuck.web.components import dates
from unstuck.web.notifications.models import Notification
from unstuck.web.plans.models import GoalRating
from unstuck.web.referrals.models import HelpAnswer, Referral
from unstuck.web.safety.actions.concerns import SeenSign, raise_concern
from unstuck.web.safety.models import Concern

See = Callable[..., Browser]
NAMES = ("Cleo", "Brook", "R-1", "Wanda", "Riverside")
CONTENT = ("A walk every day.", "See friends again.", SIGNS, PARTNER)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_nothing_is_shown_before_the_code(cast: Cast, as_person: See) -> None:
    part, goal = fill_page(cast)
    link, stranger = make_page(cast), as_person(None)
    first = text(stranger.get(address(link)))
    assert "Type in your code" in first
    for rest in ("choose/", f"not-right/plan/{part.pk}/", f"goals/{goal.pk}/", "help/1/"):
        for answer in (stranger.get(address(link, rest)), stranger.post(address(link, rest), {"value": "2"})):
            assert (answer.status_code, answer["Location"]) == (302, address(link))
    assert not Objection.objects.exists()
    assert not any(word in first for word in (*NAMES, *CONTENT))
    assert "<title>Notes</title>" in first


def test_the_page_shows_what_the_client_chose_and_nothing_else(cast: Cast, as_person: See) -> None:
    fill_page(cast)
    link, client = make_page(cast, None), as_person(None)
    page = opened(client, link)
    assert "What should be seen here?" in page
    assert not any(word in page for word in CONTENT)
    client.post(address(link, "choose/"), {"parts": ["goals"]})
    page = text(client.get(address(link)))
    assert ("See friends again." in page, "A walk every day." in page, SIGNS in page) == (True, False, False)
    client.post(address(link, "choose/"), {})
    page = text(client.get(address(link)))
    assert "You chose to see nothing here." in page
    assert not any(word in page for word in (*NAMES, *CONTENT))


def test_the_plan_says_who_chose_and_each_statement_can_be_contradicted(cast: Cast, as_person: See) -> None:
    fill_page(cast)
    requested(cast)
    link = make_page(cast)
    page = html.unescape(opened(as_person(None), link))
    assert "Your worker suggested this." in page
    assert page.count('class="statement"') == page.count("That's not right") == 6
    for word in CONTENT:
        assert word in page


@pytest.mark.parametrize("code", ["", "1234", "000000", "x", "١٢٣٤٥٦", "1234567"])
def test_a_wrong_code_shows_nothing(cast: Cast, as_person: See, code: str) -> None:
    link, client = make_page(cast), as_person(None)
    assert page_code(link.seed) != code
    assert client.post(address(link), {"code": code}).status_code == 422
    assert "Type in your code" in text(client.get(address(link)))


def test_ten_wrong_codes_close_the_page_and_the_worker_is_told(cast: Cast, as_person: See) -> None:
    link, client = make_page(cast), as_person(None)
    wrong = f"{(int(page_code(link.seed)) + 1) % 10**6:06}"
    for _again in range(9):
        client.post(address(link), {"code": wrong})
    opened(as_person(None), link)  # a right one in between, from the client's own phone
    for _again in range(10):
        assert client.post(address(link), {"code": wrong}).status_code == 422
    for code in (wrong, page_code(link.seed)):
        assert client.post(address(link), {"code": code}).status_code == 410
    assert Notification.objects.filter(person=cast.worker, kind="own_page.closed").count() == 1
    assert Entry.objects.filter(action="own_page.wrong_code").count() == 19


def test_links_that_do_not_work_get_a_kind_page(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    client, first = as_person(None), make_page(cast)
    second = make_page(cast)
    opened(client, second)
    assert client.get(address(first)).status_code == 410, "only the latest link works"
    for token in ("x" * 64, "y" * 300, "0", page_code(second.seed)):
        answer = client.get(f"/mine/{token}/")
        assert (answer.status_code, "Ask your worker for a new one." in text(answer)) == (410, True)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=91))
    assert client.get(address(second)).status_code == 410
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)
    assert client.get(address(second)).status_code == 200
    actions.end_page_link(cast.actor(cast.worker), cast.cleo, context())
    assert client.get(address(second, "choose/")).status_code == 410


def test_with_violence_at_home_the_page_stops_at_once(cast: Cast, as_person: See) -> None:
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    sign = SeenSign("violence_at_home", TODAY, "words", "He reads my phone.")
    raise_concern(cast.actor(cast.worker), cast.cleo, sign, context())
    answer = client.get(address(link))
    assert (answer.status_code, "violence" in text(answer)) == (410, False)


def test_another_clients_code_and_cookie_open_nothing(cast: Cast, as_person: See) -> None:
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    seed = PageLink.objects.create(
        episode=cast.outside_client, digest="0" * 64, code_way="phone", made_at=NOW, made_by=cast.outsider,
        expires_at=NOW + timedelta(days=1),
    ).seed  # fmt: skip
    other = PageLink.objects.get(seed=seed)
    other.digest = digest_of(page_token(seed))
    other.save()
    assert "Type in your code" in text(client.get(address(other)))
    assert client.post(address(other), {"code": page_code(link.seed)}).status_code == 422


def test_the_cookie_runs_out(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    monkeypatch.setattr("unstuck.web.client_pages.screens.MINUTES_OPEN", -1)
    assert "Type in your code" in text(client.get(address(link)))


def test_leaving_closes_the_page_and_leads_to_a_neutral_place(cast: Cast, as_person: See) -> None:
    link, client = make_page(cast), as_person(None)
    assert 'class="leave" href="/mine/leave/" rel="noreferrer"' in opened(client, link)
    answer = client.get("/mine/leave/")
    assert (answer.status_code, "unstuck" in answer["Location"]) == (302, False)
    assert "Type in your code" in text(client.get(address(link)))


def test_every_page_is_light_names_nobody_and_is_kept_nowhere(cast: Cast, as_person: See) -> None:
    part, goal = fill_page(cast)
    requested(cast)
    referral = Referral.objects.latest("pk").pk
    link, client = make_page(cast), as_person(None)
    rests = ("", "choose/", f"not-right/plan/{part.pk}/", f"goals/{goal.pk}/", f"help/{referral}/")
    pages: list[Any] = [client.get(address(link))]
    opened(client, link)
    pages += [client.get(address(link, rest)) for rest in rests]
    script = (CSS.parent / "client.js").stat().st_size
    for answer in pages:
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert not any(name in shown for name in NAMES)
        assert len(answer.content) + CSS.stat().st_size + script <= MOST_BYTES
        assert 1 + len(re.findall(r"<(?:script|img)\b[^>]*src|<link[^>]*stylesheet", shown)) <= MOST_REQUESTS
        assert ("no-store" in answer["Cache-Control"], answer["X-Robots-Tag"]) == (True, "noindex, nofollow")
        assert 'class="leave"' in shown


def test_that_is_not_right_reaches_the_worker_and_stands_on_record(cast: Cast, as_person: See) -> None:
    part, _goal = fill_page(cast)
    link, client, worker = make_page(cast), as_person(None), as_person(cast.worker)
    opened(client, link)
    said = "I never wanted that. We talked about it once."
    for _again in range(2):
        client.post(address(link, f"not-right/plan/{part.pk}/"), {"words": said})
    held = Objection.objects.get()
    assert (held.statement, held.words, held.about) == ("A walk every day.", said, "plan")
    told = Notification.objects.get(person=cast.worker, kind="own_page.objected")
    assert (told.route, set(told.ids)) == ("client_pages:own_page", {"episode"})
    for there in ("", "before/", "own-page/"):
        assert said in text(worker.get(f"/clients/{cast.cleo.public_id}/{there}"))
    assert said in text(client.get(address(link)))
    entries = Entry.objects.filter(action="own_page.objected")
    assert all(said not in str(one.details) and one.actor == "system" for one in entries)


def test_the_answer_is_read_on_the_page_and_the_words_stay(cast: Cast, as_person: See) -> None:
    part, _goal = fill_page(cast)
    link, client, worker = make_page(cast), as_person(None), as_person(cast.worker)
    opened(client, link)
    client.post(address(link, f"not-right/plan/{part.pk}/"), {"words": "Not mine."})
    there = f"/clients/{cast.cleo.public_id}/own-page/not-right/{Objection.objects.get().pk}/"
    fields = dict(re.findall(r'name="(once|version)" value="([^"]*)"', worker.get(there).content.decode()))
    assert worker.post(there, {**fields, "words": "We took it out."}).status_code == 302
    page = text(client.get(address(link)))
    assert ("Not mine." in page, "We took it out." in page) == (True, True)
    assert "Not mine." not in text(worker.get(f"/clients/{cast.cleo.public_id}/"))
    assert "Not mine." in text(worker.get(f"/clients/{cast.cleo.public_id}/own-page/"))


def test_what_is_not_on_the_page_cannot_be_contradicted(cast: Cast, as_person: See) -> None:
    part, _goal = fill_page(cast)
    link, client = make_page(cast, ["goals"]), as_person(None)
    opened(client, link)
    for rest in (f"not-right/plan/{part.pk}/", "not-right/goals/999999/", "not-right/kite/1/"):
        assert client.post(address(link, rest), {"words": "No."}).status_code == 302
    assert not Objection.objects.exists()


def test_words_for_suicide_raise_a_concern_at_once_and_show_help(cast: Cast, as_person: See) -> None:
    part, _goal = fill_page(cast)
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    said = "I want to kill myself."
    page = text(client.post(address(link, f"not-right/plan/{part.pk}/"), {"words": said}))
    concern = Concern.objects.get(episode=cast.cleo)
    assert (concern.kind, said in concern.signs.get().words) == ("suicide", True)
    assert "You can get help now" in page
    assert "call the emergency number" in page


def test_a_goal_is_rated_in_the_clients_own_words(cast: Cast, as_person: See) -> None:
    _part, goal = fill_page(cast)
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    for _again in range(2):
        client.post(address(link, f"goals/{goal.pk}/"), {"value": "1"})
    held = GoalRating.objects.filter(goal=goal).latest("pk")
    assert (held.level, held.rated_by, held.recorded_by, held.on) == (1, "client", None, TODAY)
    assert GoalRating.objects.filter(goal=goal).count() == 2, "one when it was set, one now"
    assert "You said, 22 November 2026: Most days" in text(client.get(address(link)))
    assert "Most days" in text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/plan/"))


@pytest.mark.parametrize("sent", ["3", "-3", "", "much", "1.0"])
def test_a_level_that_is_none_is_refused(cast: Cast, as_person: See, sent: str) -> None:
    _part, goal = fill_page(cast)
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    assert client.post(address(link, f"goals/{goal.pk}/"), {"value": sent}).status_code == 422
    assert GoalRating.objects.filter(goal=goal).count() == 1


def test_did_i_get_help_names_the_kind_of_help(cast: Cast, as_person: See) -> None:
    requested(cast)
    referral = Referral.objects.latest("pk")
    link, client = make_page(cast), as_person(None)
    assert "Did I get help with" in opened(client, link)
    asked = address(link, f"help/{referral.pk}/")
    page = text(client.get(asked))
    assert "Did I get help with" in page
    assert "food" in page
    assert "What got in the way?" in text(client.post(asked, {"value": "no"}))
    assert not HelpAnswer.objects.exists(), "no is told with its reason"
    client.post(asked, {"value": "no-waiting_list"})
    client.post(asked, {"value": "no-waiting_list"})
    held = HelpAnswer.objects.get()
    assert (held.got, held.reason, held.recorded_by) == ("no", "waiting_list", None)
    told = Notification.objects.filter(person=cast.worker, kind="referral.none.waiting_list")
    assert told.count() == 1
    assert Referral.objects.get(pk=referral.pk).state == "failed"


def test_how_it_goes_only_where_the_agency_allows_it_and_never_in_a_crisis(cast: Cast, as_person: See) -> None:
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    assert "How things are going" not in text(client.get(address(link, "choose/")))
    client.post(address(link, "choose/"), {"parts": ["course"]})
    assert "Your answers" not in text(client.get(address(link)))
    actions.set_page_rule(cast.actor(cast.administrator), True, now=NOW)
    assert Standing.objects.get(episode=cast.cleo).code == "stalled"
    page = text(client.get(address(link)))
    assert "Your answers have changed little lately." in page
    assert not re.search(r"PHQ|\d ?%|in 10|chance", page)
    sign = SeenSign("suicide", TODAY, "words", "I do not want to wake up.")
    raise_concern(cast.actor(cast.worker), cast.cleo, sign, context())
    assert "Your answers" not in text(client.get(address(link)))


def test_more_than_anybody_means_is_refused_kindly(cast: Cast, as_person: See) -> None:
    part, _goal = fill_page(cast)
    link, client = make_page(cast), as_person(None)
    opened(client, link)
    there = address(link, f"not-right/plan/{part.pk}/")
    answers = [client.post(there, {"words": f"No {number}."}).status_code for number in range(21)]
    assert (answers[-2:], Objection.objects.count()) == ([200, 422], 20)


def test_all_parts_are_offered(cast: Cast, as_person: See) -> None:
    link, client = make_page(cast, None), as_person(None)
    page = opened(client, link)
    assert tuple(re.findall(r'name="parts" value="(\w+)"', page)) == ALL
