"""The life of an alert: seen, put off, talked about, acted on, what happened next; and its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.queries import open_alerts
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.models import Engagement
from unstuck.web.components.denied import Denied

SignIn = Callable[[Person | None], Browser]


def of(cast: Cast) -> Alert:
    return Alert.objects.get(episode=cast.cleo)


def do(cast: Cast, action: str, words: str = "", again_on: date | None = None) -> Alert:
    take_step(cast.actor(cast.worker), of(cast), action, AlertAnswer(words, again_on), write_context())
    return of(cast)


def page(alert: Alert) -> str:
    return f"/clients/{alert.episode.public_id}/alerts/{alert.public_id}/"


def test_the_whole_life_with_who_and_when(cast: Cast) -> None:
    for action, state in (("see", "seen"), ("talk", "talked"), ("act", "acted_on")):
        assert do(cast, action).state == state
    assert do(cast, "tell", "Sleeps again").state == "told"
    steps = [(one.action, one.by and one.by.name) for one in of(cast).steps.all()]
    assert steps == [("raise", None), ("see", "Wanda"), ("talk", "Wanda"), ("act", "Wanda"), ("tell", "Wanda")]
    entry = Entry.objects.filter(action="alert.moved").order_by("number").last()
    assert entry is not None
    assert entry.details["step"] == "tell"
    assert "Sleeps" not in str(entry.details)


@pytest.mark.parametrize(
    ("words", "again_on", "code"),
    [("", TODAY + timedelta(days=7), "no_reason"), ("away", None, "no_day"), ("away", TODAY, "not_ahead"),
     ("away", TODAY + timedelta(weeks=5), "too_far")],
)  # fmt: skip
def test_put_off_needs_a_reason_and_a_day_within_four_weeks(
    cast: Cast, words: str, again_on: date | None, code: str
) -> None:
    with pytest.raises(Denied) as denied:
        do(cast, "put_off", words, again_on)
    assert denied.value.code == code
    assert of(cast).state == "raised"


def test_what_was_put_off_is_new_again_on_its_day(cast: Cast) -> None:
    again_on = TODAY + timedelta(weeks=4)
    do(cast, "put_off", "On holiday", again_on)
    actor = cast.actor(cast.worker)
    assert [one.pk for one in open_alerts(actor, TODAY).put_off] == [of(cast).pk]
    assert [one.pk for one in open_alerts(actor, again_on).first] == [of(cast).pk]


def test_what_happened_next_needs_words_and_something_before(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        do(cast, "tell", "Better")
    assert denied.value.code == "not_open"
    do(cast, "act")
    with pytest.raises(Denied) as denied:
        do(cast, "tell", " ")
    assert denied.value.code == "no_words"


def test_nobody_but_the_own_worker_moves_it(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        take_step(cast.actor(cast.supervisor), of(cast), "see", AlertAnswer(), write_context())
    assert denied.value.code == "not_own_client"


def test_a_week_shows_five_new_ones_first_and_keeps_the_others(cast: Cast) -> None:
    for n in range(7):
        client(cast, f"Stuck{n}", COURSES["stalled"])
    client(cast, "Worse", COURSES["deteriorating"])
    actor = cast.actor(cast.worker)
    waiting = open_alerts(actor, TODAY)
    assert len(waiting.first) == 6, "five of the budget, and the one that gets worse"
    assert waiting.first[0].sign == "deteriorating"
    assert len(waiting.over_budget) == 3
    taken = next(one for one in waiting.first if one.sign == "stalled")
    take_step(actor, Alert.objects.get(pk=taken.pk), "see", AlertAnswer(), write_context())
    assert len(open_alerts(actor, TODAY).first) == 5, "the week's budget is used, not filled up again"
    assert len(open_alerts(actor, TODAY + timedelta(weeks=1)).first) == 6, "a new week, a new budget"


def test_the_list_takes_as_many_queries_for_many(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    actor = cast.actor(cast.worker)
    with django_assert_num_queries(4):  # two of them about what limits sight
        open_alerts(actor, TODAY)
    for n in range(4):
        client(cast, f"Stuck{n}", COURSES["stalled"])
    actor = cast.actor(cast.worker)  # as in the next request
    with django_assert_num_queries(4):
        open_alerts(actor, TODAY)


def test_the_page_records_the_next_step(cast: Cast, as_person: SignIn) -> None:
    browser, alert = as_person(cast.worker), of(cast)
    shown = browser.get(page(alert))
    assert "Worth a look: Little change lately" in text(shown)
    once = shown.content.decode().split('name="once" value="')[1].split('"')[0]
    cast.cleo.refresh_from_db()
    fields = {"once": once, "version": cast.cleo.version, "action": "put_off", "words": "", "again_on": ""}
    refused = browser.post(page(alert), fields)
    assert refused.status_code == 422
    assert "Say why it can wait." in text(refused)
    again_on = TODAY + timedelta(days=10)
    sent = browser.post(page(alert), {**fields, "words": "On holiday", "again_on": again_on.isoformat()})
    assert sent.status_code == 302
    assert of(cast).again_on == again_on
    assert "On holiday" in text(browser.get(page(alert)))


def test_a_day_is_asked_only_where_it_can_be_put_off(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.worker)
    assert "Look again on" in text(browser.get(page(of(cast))))
    do(cast, "talk")
    shown = text(browser.get(page(of(cast))))
    assert "Look again on" not in shown
    assert "put off" not in shown


def test_a_supervisor_reads_and_others_do_not_find_it(cast: Cast, as_person: SignIn) -> None:
    alert = of(cast)
    assert "Save" not in text(as_person(cast.supervisor).get(page(alert)))
    for person in (cast.teammate, cast.other_supervisor, cast.outsider):
        assert as_person(person).get(page(alert)).status_code == 404


def test_a_fall_in_engagement_comes_with_prompts_to_repair_it(cast: Cast, as_person: SignIn) -> None:
    actor = cast.actor(cast.worker)
    episode = client(cast, "Better", COURSES["improved"])
    for weeks_ago, value in ((2, 8), (1, 6)):
        record_facts(
            actor, episode, [Engagement(on=TODAY - timedelta(weeks=weeks_ago), alliance=value)], write_context()
        )
    fell = Alert.objects.get(episode=episode)
    browser = as_person(cast.worker)
    said = text(browser.get(page(fell)))
    assert "Start where the client is" in said
    assert "Start where the client is" in text(browser.get(f"/clients/{episode.public_id}/review/"))
    assert "Start where the client is" not in text(browser.get(page(of(cast))))


def test_a_supervisor_is_not_led_to_a_form_that_only_the_worker_may_open(cast: Cast, as_person: SignIn) -> None:
    for weeks_ago, alliance in ((2, 8), (1, 6)):
        row = Engagement(on=TODAY - timedelta(weeks=weeks_ago), alliance=alliance)
        record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    fell = Alert.objects.get(episode=cast.cleo, sign="engagement_fell")
    address, form = f"/clients/{cast.cleo.public_id}/alerts/{fell.public_id}/", "/facts/engagement/"
    assert form in as_person(cast.worker).get(address).content.decode()
    page = as_person(cast.supervisor).get(address)
    assert page.status_code == 200
    assert form not in page.content.decode()
