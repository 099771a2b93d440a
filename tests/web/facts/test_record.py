"""Recording facts on their pages: what is stored, what is refused and in which words, and that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.facts.acts import ago, hidden, opened, page, record, send, stored
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import verify
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.cases import READ
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Engagement, Episode, LifeArea, Thought
from unstuck.web.components.denied import Denied
from unstuck.web.plans.actions.plan import NewGoal, set_goal

AsPerson = Callable[[Person | None], Browser]
SECRET = "Her brother Aldo said so"
VALID: dict[str, dict[str, Any]] = {
    "care": {"aim": "change", "words": SECRET},
    "engagement": {"alliance": "6.5", "strengths": SECRET, "words": SECRET},
    "life_areas": {"housing-rating": "2", "housing-words": SECRET},
    "wishes": {"try_something_different": "yes", "words": SECRET},
    "circumstances": {"interpreter_needed": "yes", "words": SECRET},
    "thoughts": {"in_mind": ["push_harder"], "words": SECRET},
    "consultation": {"which": "new", "step": "asked", "words": SECRET},
    "approach": {"what": "new", "code": "own_name", "called": SECRET, "words": SECRET},
}


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


@pytest.mark.parametrize("kind", READ)
def test_what_was_entered_is_stored_once_and_its_words_are_not_on_record(
    cast: Cast, as_person: AsPerson, kind: str
) -> None:
    browser, before = as_person(cast.worker), Entry.objects.count()
    answer = send(browser, cast.cleo, kind, VALID[kind])
    assert answer.status_code == 302
    assert answer["Location"] == f"{page(cast.cleo)}#{kind}"
    (row,) = stored(kind)
    assert (row.episode, row.on, row.recorded_by) == (cast.cleo, TODAY, cast.worker)
    assert SECRET in browser.get(page(cast.cleo)).content.decode()
    (entry,) = Entry.objects.order_by("id")[before:]
    assert (entry.action, entry.subject, entry.subject_id) == (
        "facts.recorded",
        "episode",
        str(cast.cleo.public_id),
    )
    assert entry.details == {"kind": kind, "rows": [row.pk]}
    assert not any(one.fault for one in verify())
    cast.cleo.refresh_from_db()
    assert cast.cleo.version == 9  # eight scores before


@pytest.mark.parametrize("kind", READ)
def test_a_double_click_stores_once_and_leads_where_the_first_one_led(
    cast: Cast, as_person: AsPerson, kind: str
) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, kind)
    fields = {**opened(browser, address), "on": TODAY.isoformat(), **VALID[kind]}
    first, second = browser.post(address, fields), browser.post(address, fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert len(stored(kind)) == 1


def test_goals_are_met_or_not_only_where_one_is_written_and_referrals_are_counted(
    cast: Cast, as_person: AsPerson
) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "care")
    form = text(browser.get(address))
    assert "Are the client's goals met?" not in form
    assert "referrals" not in form
    assert "missed" not in form
    levels = ("stays in", "once a week", "twice a week", "most days", "every day")
    set_goal(cast.actor(cast.worker), cast.cleo, NewGoal("Go out", levels, TODAY), write_context())
    assert "Are the client's goals met?" in text(browser.get(address))


@pytest.mark.parametrize("kind", READ)
def test_an_empty_form_says_that_there_is_nothing_to_save(cast: Cast, as_person: AsPerson, kind: str) -> None:
    said = text(answer := send(as_person(cast.worker), cast.cleo, kind, {}))
    assert answer.status_code == 422
    expected = {
        "consultation": "Say whether it is a new consultation or one from the list.",
        "approach": "Say whether an approach began, or which one ended.",
    }
    assert expected.get(kind, "Nothing was entered, so there is nothing to save.") in said
    assert not stored(kind)


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("care", {"on": "2026-11-23", "aim": "change"}, "The date must not be after today."),
        ("care", {"on": "2026-09-26", "aim": "change"}, "The date must not be before 27 September 2026"),
        ("care", {"on": "last week", "aim": "change"}, "Enter a date such as 2026-11-22."),
        ("care", {"on": "", "aim": "change"}, "Enter a date such as 2026-11-22."),
        ("care", {"sessions_attended": "-1"}, "Sessions attended: enter a whole number, 0 or more."),
        ("care", {"sessions_attended": "1.5"}, "Sessions attended: enter a whole number, 0 or more."),
        ("care", {"sessions_attended": "9" * 30}, "Sessions attended: enter a whole number, 0 or more."),
        ("care", {"aim": "most"}, "pick one of the answers."),
        ("care", {"presenting_problems": "x" * 121}, "Name up to 20 things, each with up to 120 letters."),
        ("care", {"presenting_problems": "\n".join("abcdefghijklmnopqrstuvwxyz")}, "Name up to 20 things"),
        ("care", {"words": "x" * 2001}, "This is too long: up to 2000 letters."),
        ("care", {"words": "a\x00b"}, "A character in this text cannot be stored."),
        ("wishes", {"end_treatment": "perhaps"}, "Pick one of the answers."),
        ("engagement", {"alliance": "11"}, "Working relationship: enter a number from 0 to 10."),
        ("engagement", {"alliance": "-0.5"}, "Working relationship: enter a number from 0 to 10."),
        ("engagement", {"willingness": "nan"}, "Willingness to engage: enter a number from 0 to 10."),
        ("engagement", {"willingness": "high"}, "Willingness to engage: enter a number from 0 to 10."),
        (
            "engagement",
            {"access_barriers": "the bus", "access_barriers_none": "on"},
            "Either name something here, or say that there was nothing to name.",
        ),
        ("life_areas", {"work-rating": "11"}, "pick one of the answers."),
        ("thoughts", {"in_mind": ["giving_up"]}, "giving_up"),
        ("consultation", {"which": "999", "step": "asked"}, "Say whether it is a new consultation"),
        ("consultation", {"which": "new", "step": "pondered"}, "Say what happened: asked, answered or acted on."),
        ("approach", {"what": "new"}, "Say which approach began."),
        ("approach", {"what": "new", "code": "own_name", "called": "  "}, "Say which approach began."),
        (
            "approach",
            {"what": "new", "code": "cbt", "on": "2026-11-02", "until": "2026-11-01"},
            "Enter an end between the beginning and today.",
        ),
        ("approach", {"what": "new", "code": "cbt", "on": "1926-11-02"}, "The date must not be before"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_stays(
    cast: Cast, as_person: AsPerson, kind: str, typed: dict[str, str], sentence: str
) -> None:
    answer = send(as_person(cast.worker), cast.cleo, kind, {**typed, "words": typed.get("words", SECRET)})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not stored(kind)
    if "words" not in typed and kind != "life_areas":
        assert SECRET in answer.content.decode()


def test_a_stale_form_keeps_what_was_typed_and_shows_what_was_saved(cast: Cast, as_person: AsPerson) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "wishes")
    fields = {**opened(browser, address), "on": TODAY.isoformat(), "words": SECRET, "another_worker": "no"}
    later = WriteContext(NOW + timedelta(minutes=1), TODAY)
    record_facts(cast.actor(cast.worker), cast.cleo, [Engagement(on=ago(1), alliance=4)], later)
    answer = browser.post(address, fields)
    assert answer.status_code == 422
    said = text(answer)
    assert "Something about this client was saved after you opened this form." in said
    assert "Working relationship: 4 of 10" in said
    assert "PHQ-9" not in said  # what was there before is not shown as new
    html = answer.content.decode()
    assert SECRET in html
    assert not stored("wishes")
    again = browser.post(address, {**fields, **hidden(html)})
    assert again.status_code == 302
    assert stored("wishes")[0].words == SECRET


def test_a_form_without_a_version_is_stale(cast: Cast, as_person: AsPerson) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "wishes")
    for version in ("", "x", "²", "9" * 40):
        fields = {**opened(browser, address), "on": TODAY.isoformat(), "words": SECRET, "version": version}
        assert browser.post(address, fields).status_code == 422
    assert not stored("wishes")


def test_what_was_typed_when_the_session_ended_is_there_again(cast: Cast, as_person: AsPerson) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "engagement")
    fields = {**opened(browser, address), "on": "2026-11-20", "words": SECRET, "alliance": "4"}
    browser.logout()
    assert browser.post(address, fields).status_code == 302
    assert not stored("engagement")
    browser.post("/sign-in/", {"login": cast.worker.email, "password": "correct horse battery"})
    html = browser.get(address).content.decode()
    assert "What you typed is still here; nothing is saved yet." in html
    assert SECRET in html
    assert 'value="2026-11-20"' in html
    sent = browser.post(address, {**fields, **hidden(html)})
    assert sent.status_code == 302
    assert stored("engagement")[0].alliance == 4.0


@pytest.mark.parametrize("kind", [*READ, "safety", "horoscope"])
def test_who_may_record(cast: Cast, as_person: AsPerson, kind: str) -> None:
    address = page(cast.cleo, kind)
    typed = {"on": TODAY.isoformat(), "version": "8", **VALID.get(kind, {})}
    expected = {
        "teammate": 404,
        "worker_elsewhere": 404,
        "outsider": 404,
        "other_supervisor": 404,
        "outside_supervisor": 404,
        "supervisor": 404,  # may read the client, and has no such page
        "manager": 403,
        "administrator": 403,
    }
    for name, status in expected.items():
        browser = as_person(getattr(cast, name))
        assert browser.get(address).status_code == status, name
        assert browser.post(address, typed).status_code == status, name
    assert as_person(None).post(address, typed).status_code == 302
    if kind in READ:
        assert not stored(kind)
    else:
        assert as_person(cast.worker).get(address).status_code == 404


def test_an_episode_that_ended_takes_no_more(cast: Cast, as_person: AsPerson) -> None:
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY)
    browser = as_person(cast.worker)
    assert "This episode of care has ended" in text(browser.get(page(cast.cleo, "care")))
    assert send(browser, cast.cleo, "care", VALID["care"]).status_code == 422
    assert page(cast.cleo, "care") not in browser.get(page(cast.cleo)).content.decode()
    assert not stored("care")


def test_only_areas_about_which_something_was_entered_are_stored(cast: Cast, as_person: AsPerson) -> None:
    record(cast, LifeArea(on=ago(weeks=2), area="money", rating=3, wants_help=True))
    browser = as_person(cast.worker)
    form = text(browser.get(page(cast.cleo, "life_areas")))
    assert "How it goes: 3 of 10 ( 2 weeks ago" in form
    typed = {"housing-rating": "0", "housing-imminent_loss": "yes", "work-wants_help": "no", "all_asked": "on"}
    assert send(browser, cast.cleo, "life_areas", typed).status_code == 302
    rows = [(row.area, row.rating, row.wants_help, row.imminent_loss) for row in stored("life_areas")[1:]]
    assert rows == [("work", None, False, None), ("housing", 0.0, None, True), (None, None, None, None)]


def test_thoughts_that_stay_are_not_stored_again(cast: Cast, as_person: AsPerson) -> None:
    record(
        cast,
        Thought(on=ago(5), code="push_harder", in_mind=True),
        Thought(on=ago(5), code="more_sessions", in_mind=True),
    )
    browser = as_person(cast.worker)
    html = browser.get(page(cast.cleo, "thoughts")).content.decode()
    assert re.findall(r'value="(\w+)" checked', html) == ["more_sessions", "push_harder"]
    assert send(browser, cast.cleo, "thoughts", {"in_mind": ["more_sessions", "end_treatment"]}).status_code == 302
    assert [(row.code, row.in_mind) for row in stored("thoughts")[2:]] == [
        ("push_harder", False),
        ("end_treatment", True),
    ]


def test_a_consultation_goes_on(cast: Cast, as_person: AsPerson) -> None:
    record(cast, ConsultationStep(on=ago(9), step="asked", about_this_stall=True))
    (first,) = stored("consultation")
    browser = as_person(cast.worker)
    for typed, sentence in (
        ({"step": "asked"}, "A colleague has already been asked here."),
        ({"step": "answered", "on": ago(10).isoformat()}, "The date must not be before the entry it continues."),
    ):
        answer = send(browser, cast.cleo, "consultation", {"which": str(first.pk), **typed})
        assert answer.status_code == 422
        assert sentence in text(answer)
    assert send(browser, cast.cleo, "consultation", {"which": str(first.pk), "step": "answered"}).status_code == 302
    assert stored("consultation")[1].follows == first


def test_an_approach_ends_once_and_a_past_one_is_stored_with_its_end(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    past = {"what": "new", "code": "cbt", "on": ago(30).isoformat(), "until": ago(3).isoformat()}
    assert send(browser, cast.cleo, "approach", past).status_code == 302
    began, ended = stored("approach")
    assert (began.code, ended.ends, ended.on) == ("cbt", began, ago(3))
    record(cast, ApproachStep(on=ago(2), code="walking"))
    walking = stored("approach")[2]
    assert send(browser, cast.cleo, "approach", {"what": str(began.pk)}).status_code == 422
    assert send(browser, cast.cleo, "approach", {"what": str(walking.pk)}).status_code == 302
    assert stored("approach")[3].ends == walking


def test_another_clients_rows_cannot_be_continued(cast: Cast, as_person: AsPerson) -> None:
    theirs = ConsultationStep.objects.create(
        episode=cast.outside_client,
        on=ago(5),
        step="asked",
        recorded_at=cast.agency.created_at,
        recorded_by=cast.outsider,
    )
    answer = send(as_person(cast.worker), cast.cleo, "consultation", {"which": str(theirs.pk), "step": "answered"})
    assert answer.status_code == 422
    assert len(stored("consultation")) == 1


def test_the_action_itself_refuses_what_a_form_would_not_send(cast: Cast) -> None:
    theirs = ConsultationStep.objects.create(
        episode=cast.outside_client, on=ago(5), step="asked", recorded_at=NOW, recorded_by=cast.outsider
    )
    record(cast, ApproachStep(on=ago(5), code="cbt"))
    (began,) = stored("approach")
    refused = {
        "not_there": ConsultationStep(on=TODAY, step="answered", follows=theirs),
        "before_its_start": ApproachStep(on=ago(6), ends=began),
        "future_date": Engagement(on=TODAY + timedelta(days=1), alliance=4),
        "before_episode": Engagement(on=ago(weeks=8, days=1), alliance=4),
    }
    for code, row in refused.items():
        with pytest.raises(Denied) as denied:
            record(cast, row)
        assert denied.value.code == code
    with pytest.raises(Denied) as denied:
        record_facts(cast.actor(cast.teammate), cast.cleo, [Engagement(on=TODAY, alliance=4)], WriteContext(NOW, TODAY))
    assert denied.value.code == "not_own_client"
    assert len(stored("consultation")) == 1
    assert not stored("engagement")
